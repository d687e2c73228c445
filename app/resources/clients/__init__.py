"""Organisations and the keys of the systems that call for them."""
