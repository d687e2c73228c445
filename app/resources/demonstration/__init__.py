"""An invented authority with a year of supervision, for trying the service."""
