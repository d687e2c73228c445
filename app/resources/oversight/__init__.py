"""Oversight notes: evidence of management oversight on a case."""
