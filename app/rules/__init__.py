"""The rules: facts in, expectations out; no clock, no database, no web."""
