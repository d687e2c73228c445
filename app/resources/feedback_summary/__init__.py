"""Summaries of feedback in which nobody's own answer can be found."""
