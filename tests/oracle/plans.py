"""The days on which a case is to be discussed, and the plans that say how often."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from app.rules.facts import CaseStream, Plan
from app.rules.policy import RuleBook
from tests.oracle.days import DAY, NEVER, Terms, terms_of
from tests.oracle.intervals import UNJUDGED, Unjudged
from tests.oracle.people import running

OPEN: Literal["case-timescale"] = "case-timescale"


class Episodes:
    """One case's plans, day by day; a gap of at most one working day is none."""

    def __init__(self, stream: CaseStream, book: RuleBook) -> None:
        self.stream, self.book = stream, book
        self.known: dict[date, list[Plan]] = {}

    def plans_on(self, day: date) -> list[Plan]:
        if day not in self.known:
            self.known[day] = self.sought_on(day)
        return self.known[day]

    def sought_on(self, day: date) -> list[Plan]:
        if self.stream.closed_on and day > self.stream.closed_on:
            return []
        return running(self.stream.plans, day) or self.carried_through(day)

    def carried_through(self, day: date) -> list[Plan]:
        """In a gap that is too short to be one: the plans that ended before it.

        A plan that would begin after the case was closed ends no gap.
        """
        before = [
            plan.ended_on for plan in self.stream.plans if plan.ended_on and plan.ended_on < day
        ]
        last = self.stream.closed_on or NEVER
        after = [plan.started_on for plan in self.stream.plans if day < plan.started_on <= last]
        if not before or not after:
            return []
        today, working = max(before) + DAY, 0
        while today < min(after):
            working += self.book.calendar_on(today).is_working_day(today)
            today += DAY
        return running(self.stream.plans, max(before)) if working <= 1 else []

    def inside(self, day: date) -> bool:
        return bool(self.plans_on(day))

    def begins(self, day: date) -> str | None:
        """The plan that begins a duty that day, if one does."""
        if not self.inside(day) or self.inside(day - DAY):
            return None
        begun = [plan for plan in self.plans_on(day) if plan.started_on == day]
        return str(min(begun, key=lambda plan: plan.id).id)

    def left_on(self, day: date) -> date | None:
        """The first day after the duty of that day."""
        if not self.inside(day):
            return None
        ends = [plan.ended_on for plan in self.stream.plans if plan.ended_on]
        last = max([day, *ends, *(plan.started_on for plan in self.stream.plans)])
        while self.inside(day):
            day += DAY
            if day > last + DAY and not self.stream.closed_on:
                return None
        return day

    def terms(self, code: str) -> Callable[[date], Terms | Unjudged | None]:
        def terms_on(day: date) -> Terms | Unjudged | None:
            rule = self.book.policy_on(day).rules[code]
            if not rule.enabled:
                return None
            plans = self.plans_on(day)
            if any(plan.type is None for plan in plans):
                return UNJUDGED
            return terms_of(
                rule,
                self.book.calendar_on(day),
                min(self.interval(code, plan, day) for plan in plans),
            )

        return terms_on

    def interval(self, code: str, plan: Plan, day: date) -> int:
        rule = self.book.policy_on(day).rules[code]
        assert rule.interval
        return (rule.intervals or {}).get(plan.type or "", rule.interval)

    def type_on(self, day: date, code: str = OPEN) -> str | None:
        """That of the shortest interval, of equal ones the earlier begun."""
        plans = self.plans_on(day)
        known = [plan for plan in plans if plan.type]
        if not known:
            return min(plans, key=begun_first).label if plans else None
        shortest = min(known, key=lambda plan: (self.interval(code, plan, day), *begun_first(plan)))
        return shortest.type


def begun_first(plan: Plan) -> tuple[date, object]:
    return (plan.started_on, plan.id)
