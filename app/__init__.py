"""A REST API that records professional supervision and answers for it."""

__version__ = "0.1.0"
