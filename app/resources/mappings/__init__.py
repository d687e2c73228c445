"""Mappings: what the labels of a source mean in our words, in editions."""
