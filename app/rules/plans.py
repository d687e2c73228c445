"""Which plan sets a case's clock on a day, and when that changes."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.rules.cadence import Segment, joined
from app.rules.episodes import CaseRun
from app.rules.policy import RuleBook
from app.rules.terms import terms_of
from app.vocabulary import EndReason

PLAN_UNMAPPED = "plan_unmapped"


class Governing(NamedTuple):
    """The plan with the shortest interval; `interval` None: one of the open plans is not known."""

    name: str
    interval: int | None


def governing(run: CaseRun, day: date, book: RuleBook, code: str) -> Governing:
    """Of the plans open on a day that of the shortest interval, the earlier begun if equal."""
    rule = book.policy_on(day).rules[code]
    intervals, standard = rule.intervals or {}, rule.interval or 0
    shortest: Governing | None = None
    unknown: str | None = None
    for episode in run.episodes:
        if not episode.holds(day):
            continue
        plan = episode.plan
        if plan.type is None:
            unknown = unknown or plan.label
            continue
        interval = intervals.get(plan.type, standard)
        if shortest is None or shortest.interval is None or interval < shortest.interval:
            shortest = Governing(plan.type, interval)
    if unknown is not None:
        return Governing(shortest.name if shortest else unknown, None)
    if shortest is None:
        raise ValueError("No plan is open on that day.")
    return shortest


def case_segments(
    code: str, run: CaseRun, book: RuleBook, since: date | None
) -> tuple[Segment, ...]:
    """The days of a run from a window on, cut where what is in force for a rule changes."""
    first = max(run.from_on, since or date.min)
    later = {day for day in _changes(run, book, first) if first < day < run.until}
    return joined(_segment(code, day, run, book) for day in (first, *sorted(later)))


def _changes(run: CaseRun, book: RuleBook, first: date) -> Iterator[date]:
    yield from book.changes_after(first)
    for episode in run.episodes:
        yield episode.from_on
        yield episode.until


def _segment(code: str, day: date, run: CaseRun, book: RuleBook) -> Segment:
    rule = book.policy_on(day).rules[code]
    if not rule.enabled:
        return Segment(day, silence=EndReason.CHANGED)
    plan = governing(run, day, book, code)
    if plan.interval is None:
        return Segment(day, reason=PLAN_UNMAPPED, plan_type=plan.name)
    return Segment(day, terms_of(plan.interval, day, rule, book), plan_type=plan.name)
