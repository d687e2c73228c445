"""Compliance: counts of what was expected and met, that can be defended."""
