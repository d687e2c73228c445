"""Prompts: check-ins, circular questions and aspects of identity to show to users, in editions."""
