"""How an interval is counted on a day: its length, its unit and what moves it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from app.rules.calendar import NO_HOLIDAYS, Calendar, CountFrom, Roll, Unit
from app.rules.parameters import RulePolicy
from app.rules.policy import RuleBook


@dataclass(frozen=True, slots=True)
class Terms:
    """How far apart and counted how: where two days share them, no change lies between.

    `agreed_days` are those of a supervision agreement beside the policy's interval; `agreed` says
    that the interval is the agreement's.
    """

    interval: int
    unit: Unit
    count_from: CountFrom
    roll: Roll
    grace: int
    pausing: frozenset[str]
    calendar: Calendar
    agreed_days: int | None = None
    agreed: bool = False

    def in_force(self, day: date) -> Self:
        """The shorter of both intervals: which of them leads to an earlier day hangs on the day."""
        if self.agreed_days is None:
            return self
        own = replace(
            self, interval=self.agreed_days, unit=Unit.CALENDAR_DAY, agreed_days=None, agreed=True
        )
        return own if own.after(day) < self.after(day) else replace(self, agreed_days=None)

    def after(self, day: date) -> date:
        """The day plus the policy's interval, were there neither pauses nor rolling."""
        return self.calendar.add(day, self.interval, self.unit, self.count_from)


def terms_of(interval: int, day: date, rule: RulePolicy, book: RuleBook) -> Terms:
    """The terms under the versions of a day; a calendar is part of them where it can matter."""
    unit, roll = rule.unit or Unit.CALENDAR_DAY, rule.roll or Roll.NONE
    holidays_matter = unit is Unit.WORKING_DAY or roll is not Roll.NONE
    return Terms(
        interval=interval,
        unit=unit,
        count_from=rule.count_from or CountFrom.DAY_AFTER,
        roll=roll,
        grace=rule.grace or 0,
        pausing=book.policy_on(day).pausing_reasons,
        calendar=book.calendar_on(day) if holidays_matter else NO_HOLIDAYS,
    )
