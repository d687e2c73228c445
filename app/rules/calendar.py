"""Days counted the way supervision policies count them, over stored holidays."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY = 5
MONTHS_A_YEAR = 12


class Unit(StrEnum):
    """What a timescale is counted in."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    CALENDAR_MONTH = "calendar_month"
    HOUR = "hour"


class CountFrom(StrEnum):
    """Whether counting starts after the fact's day or on it."""

    DAY_AFTER = "day_after"
    INCLUSIVE = "inclusive"


class Roll(StrEnum):
    """Where a due day goes that is no working day."""

    NONE = "none"
    PREVIOUS_WORKING_DAY = "previous_working_day"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True, slots=True)
class Calendar:
    """One version of an organisation's days off: bank holidays and closure days, as dates.

    `time_zone` says on which civil day an hour falls; a name of the IANA time zone database.
    """

    version: int
    applies_from: date
    holidays: frozenset[date]
    time_zone: str = "Europe/London"
    _counted: dict[tuple[date, int], date] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Sums of working days, each done once: an authority's many records share few days."""

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, and neither a bank holiday nor a closure day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def add(
        self, day: date, n: int, unit: Unit, count_from: CountFrom = CountFrom.DAY_AFTER
    ) -> date:
        """The day n calendar days, working days or calendar months on; hours need an instant."""
        if count_from is CountFrom.INCLUSIVE:
            if unit is not Unit.WORKING_DAY:
                return self.add(day, n, unit) - DAY
            day -= DAY
        if unit is Unit.CALENDAR_DAY:
            return day + days(n)
        if unit is Unit.WORKING_DAY:
            return self._add_working_days(day, n)
        if unit is Unit.CALENDAR_MONTH:
            return add_months(day, n)
        raise ValueError("Hours are counted from an instant: use add_hours.")

    def roll(self, day: date, roll: Roll) -> date:
        """The day itself, or the working day before or after it."""
        if roll is Roll.NONE:
            return day
        step = DAY if roll is Roll.NEXT_WORKING_DAY else -DAY
        while not self.is_working_day(day):
            day += step
        return day

    def _add_working_days(self, day: date, n: int) -> date:
        found = self._counted.get((day, n))
        if found is None:
            found = self._counted[day, n] = self._count_working_days(day, n)
        return found

    def _count_working_days(self, day: date, n: int) -> date:
        while n > 0:
            day += DAY
            if day.weekday() < SATURDAY and day not in self.holidays:
                n -= 1
        return day


@lru_cache(maxsize=4096)
def days(n: int) -> timedelta:
    """So many days; to make such a span anew takes ten times as long as to add it."""
    return timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """The same day n months on, or the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + n, MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_hours(instant: datetime, n: int) -> datetime:
    """The instant n elapsed hours on; takes and gives UTC, where no hour is missing or twice."""
    return instant + timedelta(hours=n)


NO_HOLIDAYS = Calendar(version=0, applies_from=date.min, holidays=frozenset())
"""For sums that no holiday can change."""
