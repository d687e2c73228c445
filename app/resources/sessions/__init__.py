"""Supervision sessions: the form a case system sends, applied whole or not at all."""
