"""What the service survives: SIGKILL, rivals, bad receivers, a database that goes away."""
