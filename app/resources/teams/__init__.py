"""Teams, and the teams below them."""
