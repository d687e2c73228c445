"""Editions: what an organisation writes itself and never edits; the next one follows the last."""
