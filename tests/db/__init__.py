"""Tests of the database layer: the line of changes, the unit of work, the migrations."""
