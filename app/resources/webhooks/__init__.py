"""Webhooks: the feed, carried to those who would rather be called."""
