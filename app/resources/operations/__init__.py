"""What every endpoint on records does: create, change, put, remove, find; with its answer."""
