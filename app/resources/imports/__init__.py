"""Imports: files of many records, each row taken as if it had been put by itself."""
