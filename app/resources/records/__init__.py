"""What all records share: pointers, merging, versions, answers. The resources build on it."""
