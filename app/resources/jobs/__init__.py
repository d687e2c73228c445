"""Jobs: what is worked out again in the background, batch by batch."""
