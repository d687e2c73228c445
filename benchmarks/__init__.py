"""What `make bench` runs: how fast the service is, and what it survives."""
