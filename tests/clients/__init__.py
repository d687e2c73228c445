"""Clients generated from the committed document compile, and reach the running service."""
