"""What the service survives: SIGKILL, rivals, a database that goes away."""
