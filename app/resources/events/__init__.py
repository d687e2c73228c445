"""The feed of all that changed in an organisation, in one order that never changes."""
