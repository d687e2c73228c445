"""Calendars: the days off that working-day timescales pass over, in versions with their dates."""
