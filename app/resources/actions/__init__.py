"""Actions agreed in supervision or oversight; the small resource to copy."""
