"""Supervision agreements: who supervises whom, since when, how often."""
