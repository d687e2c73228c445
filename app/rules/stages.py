"""Which interval a worker's posts and agreements ask for on a day, and when that changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.rules.cadence import Segment, joined
from app.rules.calendar import Unit, add_months
from app.rules.carriers import agreed_changes, running
from app.rules.duty import Run
from app.rules.facts import Post, Worker
from app.rules.parameters import RulePolicy
from app.rules.policy import RuleBook
from app.rules.terms import Terms, terms_of
from app.vocabulary import EndReason, Stage

STAGE_UNMAPPED = "stage_unmapped"
FIRST_WEEKS = timedelta(days=42)
MONTHS = 6
STANDARD = "standard"
STAGE_INTERVALS = frozenset({STANDARD, "asye_first", "asye_second", "probation"})
AGREED_FOR = "personal-timescale"
"""The rule whose interval an agreement can set."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Why no interval can be told."""

    reason: str


def segments(
    code: str, run: Run, worker: Worker, book: RuleBook, since: date | None
) -> tuple[Segment, ...]:
    """The days of a run from a window on, cut where what is in force for a rule changes."""
    first = max(run.from_on, since or date.min)
    later = {day for day in _changes(run, worker, book, first) if first < day < run.until}
    return joined(_segment(code, day, run, worker, book) for day in (first, *sorted(later)))


def _changes(run: Run, worker: Worker, book: RuleBook, first: date) -> Iterator[date]:
    yield from book.changes_after(first)
    for span in run.spans:
        yield span.from_on
        yield span.until
        yield from _boundaries(span.post, worker)
    if any(agreement.interval_days for agreement in worker.agreements):
        yield from agreed_changes(worker)


def _boundaries(post: Post, worker: Worker) -> Iterator[date]:
    """Stages end by the calendar: they do not roll and do not move with absences."""
    started_on = worker.asye_started_on
    if post.stage == Stage.ASYE and started_on:
        yield started_on + FIRST_WEEKS
        yield add_months(started_on, MONTHS)
    if post.stage == Stage.PROBATION and post.started_on:
        yield add_months(post.started_on, MONTHS)


def _segment(code: str, day: date, run: Run, worker: Worker, book: RuleBook) -> Segment:
    posts = [span.post for span in run.spans if span.holds(day)]
    rule = book.policy_on(day).rules[code]
    if not posts:
        return Segment(day, silence=EndReason.LEFT)
    if not rule.enabled:
        return Segment(day, silence=EndReason.CHANGED)
    shortest: int | None = None
    for post in posts:
        interval = _interval(post, day, worker, rule)
        if isinstance(interval, Unmapped):
            pausing = book.policy_on(day).pausing_reasons
            return Segment(day, reason=interval.reason, pausing=pausing)
        shortest = interval if shortest is None else min(shortest, interval)
    terms = terms_of(shortest or 0, day, rule, book)
    own = _agreed(terms, day, worker) if code == AGREED_FOR else terms
    return Segment(day, terms=own)


def _agreed(terms: Terms, day: date, worker: Worker) -> Terms:
    """With the shortest interval of the agreements that run, where it can be the shorter."""
    own = [one.interval_days for one in running(worker.agreements, day) if one.interval_days]
    if not own or (terms.unit is Unit.CALENDAR_DAY and terms.interval <= min(own)):
        return terms
    return replace(terms, agreed_days=min(own))


def _interval(post: Post, day: date, worker: Worker, rule: RulePolicy) -> int | Unmapped:
    """The shorter of what the stage and the role have of their own, else the standard."""
    intervals = rule.intervals or {}
    stage = _stage(post, day, worker)
    if isinstance(stage, Unmapped):
        return stage
    role = post.role if post.role not in STAGE_INTERVALS else None
    own = [intervals[name] for name in (stage, role) if name and name in intervals]
    return min(own, default=rule.interval or 0)


def _stage(post: Post, day: date, worker: Worker) -> str | Unmapped:
    """Which of the stage intervals holds that day."""
    if post.stage == Stage.STANDARD:
        return STANDARD
    if post.stage == Stage.ASYE:
        return _asye(day, worker.asye_started_on)
    if post.stage == Stage.PROBATION:
        if post.started_on is None:
            return Unmapped("duty_start_unknown")
        return "probation" if day < add_months(post.started_on, MONTHS) else STANDARD
    return Unmapped(STAGE_UNMAPPED)


def _asye(day: date, started_on: date | None) -> str | Unmapped:
    """The first interval also holds before the programme starts."""
    if started_on is None:
        return Unmapped("asye_start_unknown")
    if day < started_on + FIRST_WEEKS:
        return "asye_first"
    return "asye_second" if day < add_months(started_on, MONTHS) else STANDARD
