"""Frozen returns: figures as they were sent off, and why two of them differ."""
