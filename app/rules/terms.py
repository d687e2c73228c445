"""How an interval is counted on a day: its length, its unit and what moves it."""

from dataclasses import dataclass
from datetime import date

from app.rules.calendar import NO_HOLIDAYS, Calendar, CountFrom, Roll, Unit
from app.rules.parameters import RulePolicy
from app.rules.policy import RuleBook


@dataclass(frozen=True, slots=True)
class Terms:
    """How far apart and counted how: where two days share them, no change lies between.

    `agreed` says that the interval is that of the supervision agreement and not of the policy.
    """

    interval: int
    unit: Unit
    count_from: CountFrom
    roll: Roll
    grace: int
    pausing: frozenset[str]
    calendar: Calendar
    agreed: bool = False

    def after(self, day: date) -> date:
        """The day plus the interval, were there neither pauses nor rolling."""
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
