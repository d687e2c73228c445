"""Tests that walk over every operation and every table, so that nobody has to remember them."""
