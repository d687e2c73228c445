"""Which interval a worker's posts and agreements ask for on a day, and when that changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.rules.cadence import Segment
from app.rules.calendar import DAY, NO_HOLIDAYS, CountFrom, Roll, Unit, add_months
from app.rules.duty import Run
from app.rules.facts import Agreement, Post, Worker
from app.rules.parameters import RulePolicy
from app.rules.pauses import Terms
from app.rules.policy import RuleBook
from app.vocabulary import EndReason, Stage

FIRST_WEEKS = timedelta(days=42)
MONTHS = 6
STAGE_INTERVALS = frozenset({"asye_first", "asye_second", "probation"})


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Why no interval can be told."""

    reason: str


def segments(run: Run, worker: Worker, book: RuleBook, since: date | None) -> tuple[Segment, ...]:
    """The days of a run from a window on, cut where what is in force changes."""
    first = max(run.from_on, since or date.min)
    later = {day for day in _changes(run, worker, book, first) if first < day < run.until}
    cut: list[Segment] = []
    for day in (first, *sorted(later)):
        segment = _segment(day, run, worker, book)
        if not cut or _said(cut[-1]) != _said(segment):
            cut.append(segment)
    return tuple(cut)


def _said(segment: Segment) -> tuple[object, ...]:
    return (segment.terms, segment.reason, segment.silence)


def _changes(run: Run, worker: Worker, book: RuleBook, first: date) -> Iterator[date]:
    yield from book.changes_after(first)
    for span in run.spans:
        yield span.from_on
        yield span.until
        yield from _boundaries(span.post, worker)
    for agreement in worker.agreements:
        yield agreement.started_on
        if agreement.ended_on:
            yield agreement.ended_on + DAY


def _boundaries(post: Post, worker: Worker) -> Iterator[date]:
    """Stages end by the calendar: they do not roll and do not move with absences."""
    started_on = worker.asye_started_on
    if post.stage == Stage.ASYE and started_on:
        yield started_on + FIRST_WEEKS
        yield add_months(started_on, MONTHS)
    if post.stage == Stage.PROBATION and post.started_on:
        yield add_months(post.started_on, MONTHS)


def _segment(day: date, run: Run, worker: Worker, book: RuleBook) -> Segment:
    posts = [span.post for span in run.spans if span.holds(day)]
    policy = book.policy_on(day)
    rule = policy.rules["personal-timescale"]
    if not posts:
        return Segment(day, silence=EndReason.LEFT)
    if not rule.enabled:
        return Segment(day, silence=EndReason.CHANGED)
    shortest: int | None = None
    for post in posts:
        interval = _interval(post, day, worker, rule)
        if isinstance(interval, Unmapped):
            return Segment(day, reason=interval.reason)
        shortest = interval if shortest is None else min(shortest, interval)
    terms = _terms(shortest or 0, day, rule, book)
    return Segment(day, terms=_agreed(terms, day, worker, book))


def _agreed(terms: Terms, day: date, worker: Worker, book: RuleBook) -> Terms:
    """The shortest interval of an agreement that runs, if it is shorter than the policy's."""
    own = [one.interval_days for one in worker.agreements if _runs(one, day)]
    if not own:
        return terms
    holidays = NO_HOLIDAYS if terms.roll is Roll.NONE else book.calendar_on(day)
    agreed = replace(
        terms,
        interval=min(own),
        unit=Unit.CALENDAR_DAY,
        count_from=CountFrom.DAY_AFTER,
        calendar=holidays,
        agreed=True,
    )
    return agreed if agreed.after(day) < terms.after(day) else terms


def _runs(agreement: Agreement, day: date) -> bool:
    ended_on = agreement.ended_on
    return agreement.started_on <= day and (ended_on is None or day <= ended_on)


def _terms(interval: int, day: date, rule: RulePolicy, book: RuleBook) -> Terms:
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


def _interval(post: Post, day: date, worker: Worker, rule: RulePolicy) -> int | Unmapped:
    """The shorter of the stage's interval and that of the role, which replaces the standard."""
    intervals = rule.intervals or {}
    standard = rule.interval or 0
    if post.role and post.role not in STAGE_INTERVALS:
        standard = intervals.get(post.role, standard)
    stage = _stage(post, day, worker)
    if isinstance(stage, Unmapped):
        return stage
    return min(standard, intervals.get(stage, standard)) if stage else standard


def _stage(post: Post, day: date, worker: Worker) -> str | Unmapped | None:
    """Which of the stage intervals holds that day; None: the standard one."""
    if post.stage == Stage.STANDARD:
        return None
    if post.stage == Stage.ASYE:
        return _asye(day, worker.asye_started_on)
    if post.stage == Stage.PROBATION:
        if post.started_on is None:
            return Unmapped("duty_start_unknown")
        return "probation" if day < add_months(post.started_on, MONTHS) else None
    return Unmapped("stage_unmapped")


def _asye(day: date, started_on: date | None) -> str | Unmapped | None:
    """The first interval also holds before the programme starts."""
    if started_on is None:
        return Unmapped("asye_start_unknown")
    if day < started_on + FIRST_WEEKS:
        return "asye_first"
    return "asye_second" if day < add_months(started_on, MONTHS) else None
