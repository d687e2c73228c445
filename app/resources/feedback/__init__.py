"""Feedback on a session, in either direction."""
