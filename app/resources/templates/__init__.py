"""Templates: the questions that a session works through, in editions."""
