"""Who changed what, and who was shown what: the line of changes and the read log."""
