"""What the API offers, one folder a resource."""
