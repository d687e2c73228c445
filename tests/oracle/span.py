"""The half year in which every history plays, and the people in it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

START = date(2025, 9, 1)
SPAN = 130
"""Days on which facts fall; due days lie after them, too."""
FIRST_DAY, LAST_DAY = date(2025, 7, 1), START + timedelta(days=SPAN + 70)

LONDON = ZoneInfo("Europe/London")
WORKER, OTHER, CASE, OTHER_CASE = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
SUPERVISORS = (UUID(int=21), UUID(int=22))
TEAMS = (UUID(int=31), UUID(int=32), UUID(int=33))


def numbered(kind: str, index: int) -> UUID:
    """The id of the n-th of its kind; the kind is the first figure."""
    kinds = ("session", "feedback", "discussion", "action", "post", "agreement", "plan")
    first = (*kinds, "allocation", "note").index(kind) + 1
    return UUID(f"{first}{index:03}".zfill(32))


def instant(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def after(day: date, length: int | None) -> date | None:
    return None if length is None else day + timedelta(days=length)
