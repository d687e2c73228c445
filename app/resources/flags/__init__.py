"""Flags with a life: what became of each, and what people did about it."""
