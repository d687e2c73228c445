"""Whose a key is, as its holder may ask."""
