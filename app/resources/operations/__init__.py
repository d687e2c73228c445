"""What every endpoint on records does: create, change, put, remove and find, each with its answer."""
