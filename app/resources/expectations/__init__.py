"""What is expected of whom, worked out anew in every write that could change it."""
