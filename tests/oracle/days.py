"""Adding days, one day at a time: the sums under every rule."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.rules.calendar import Calendar, CountFrom, Roll, Unit
from app.rules.facts import Absence
from app.rules.parameters import RulePolicy

DAY = timedelta(days=1)
NEVER = date.max
"""A due day that is not known, because an absence has no end."""


class Terms(NamedTuple):
    """How a due day is counted; of several counts the earliest day is due."""

    counts: frozenset[tuple[int, Unit]]
    count_from: CountFrom
    roll: Roll
    grace: int
    reasons: frozenset[str]
    calendar: Calendar


def each_day(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY


def terms_of(
    rule: RulePolicy,
    calendar: Calendar,
    interval: int | None = None,
    *,
    reasons: frozenset[str] = frozenset(),
    also: frozenset[tuple[int, Unit]] = frozenset(),
) -> Terms:
    assert rule.unit
    assert rule.count_from
    assert rule.roll
    assert rule.interval
    return Terms(
        counts=frozenset({(interval or rule.interval, rule.unit)}) | also,
        count_from=rule.count_from,
        roll=rule.roll,
        grace=rule.grace or 0,
        reasons=reasons,
        calendar=calendar,
    )


def due_day(start: date, terms: Terms, absences: tuple[Absence, ...] = ()) -> date:
    """The p(x, n) of the design; NEVER where an absence without an end is in the way."""
    base = min(add(terms.calendar, start, n, unit, terms.count_from) for n, unit in terms.counts)
    away = [each for each in absences if each.reason in terms.reasons]
    if not away:
        return rolled(terms.calendar, base, terms.roll)
    due = base
    while True:
        days = 0
        for day in each_day(start + DAY, due):
            if any(a.to_on is None and a.from_on <= day for a in away):
                return NEVER
            days += is_away(day, away)
        if base + timedelta(days=days) == due:
            return rolled(terms.calendar, due, terms.roll)
        due = base + timedelta(days=days)


def is_away(day: date, absences: list[Absence] | tuple[Absence, ...]) -> bool:
    return any(a.from_on <= day and (a.to_on is None or day <= a.to_on) for a in absences)


def add(calendar: Calendar, day: date, n: int, unit: Unit, count_from: CountFrom) -> date:
    if unit is Unit.WORKING_DAY:
        return working_days(calendar, day, n, count_from)
    first = timedelta(days=1 if count_from is CountFrom.INCLUSIVE else 0)
    if unit is Unit.CALENDAR_MONTH:
        return months(day, n) - first
    assert unit is Unit.CALENDAR_DAY
    return day + timedelta(days=n) - first


def working_days(calendar: Calendar, day: date, n: int, count_from: CountFrom) -> date:
    left = n
    if count_from is CountFrom.INCLUSIVE and calendar.is_working_day(day):
        left -= 1
    while left:
        day += DAY
        if calendar.is_working_day(day):
            left -= 1
    return day


def months(day: date, n: int) -> date:
    year, month = day.year, day.month
    for _ in range(n):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def rolled(calendar: Calendar, day: date, roll: Roll) -> date:
    step = {Roll.NONE: 0, Roll.NEXT_WORKING_DAY: 1, Roll.PREVIOUS_WORKING_DAY: -1}[roll]
    while step and not calendar.is_working_day(day):
        day += timedelta(days=step)
    return day
