"""Tests of the HTTP that all resources share, on a toy service."""
