"""Policies: an organisation's timescales and switches, in versions that are never edited."""
