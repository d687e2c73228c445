"""Calendars: the days off that working-day timescales pass over."""
