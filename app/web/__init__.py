"""The HTTP that all resources share."""
