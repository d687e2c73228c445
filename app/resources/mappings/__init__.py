"""Mappings: what the labels and the columns of a source mean in our words, in editions."""
