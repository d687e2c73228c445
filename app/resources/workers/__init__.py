"""Workers, with their posts and absences."""
