"""The commands that are a story of their own: the demonstration, and the calls that try it."""
