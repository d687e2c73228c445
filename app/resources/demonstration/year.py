"""The days that the demonstration tells of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")
LONG_ENOUGH = timedelta(days=400)
"""A year of figures, and some weeks before it in which everything gets going."""

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Year:
    """A year that ends today.

    On its `opening` the authority began to use its case system: posts and plans that are older are
    told from that day on.
    """

    today: date

    @property
    def opening(self) -> date:
        """The first day that anything is told of."""
        return self.today - LONG_ENOUGH

    @property
    def yesterday(self) -> date:
        """The last day that anything is told of."""
        return self.today - timedelta(days=1)

    def share(self, day: date) -> float:
        """How far the year has come by a day: 0 on its opening, 1 today."""
        return (day - self.opening) / LONG_ENOUGH

    def back(self, days: int) -> date:
        """So many days ago."""
        return self.today - timedelta(days=days)


def workday_by(day: date) -> date:
    """The day itself, or the Friday before it."""
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))


def workday_after(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def at(day: date, hour: int, minute: int = 0) -> str:
    """A time of a day, as clocks showed it there."""
    return datetime.combine(day, time(hour, minute), HERE).isoformat()
