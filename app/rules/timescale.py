"""personal-timescale: a personal session recurs within the interval of a worker's posts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.rules.cadence import Anchor, Cadence
from app.rules.duty import Run
from app.rules.expectation import Expectation, Step
from app.rules.facts import Session
from app.rules.stages import segments
from app.rules.stretch import Fact
from app.rules.view import PERSONAL, Placed, WorkerView
from app.vocabulary import SessionStatus

CODE = "personal-timescale"
MINUTES_NOT_KNOWN = "minutes_not_known"
DUTY_START_UNKNOWN = "duty_start_unknown"


@dataclass(slots=True)
class Seen:
    """The sessions of a stream, sorted by what they are to the clock."""

    events: list[Anchor] = field(default_factory=list)
    blurs: list[date] = field(default_factory=list)
    miss_days: list[date] = field(default_factory=list)
    misses: list[Step] = field(default_factory=list)


def personal_timescale(view: WorkerView) -> Iterator[Expectation]:
    """What each duty's start and each session that counts opens, and the next one meets."""
    seen = _look(view)
    for run in view.duty.runs:
        if view.since is None or view.since < run.until:
            yield from _run(view, run, seen)


def _run(view: WorkerView, run: Run, seen: Seen) -> Iterator[Expectation]:
    cadence = Cadence(
        book=view.book,
        segments=segments(run, view.worker, view.book, view.since),
        until=run.until,
        absences=view.worker.absences,
        blurs=tuple(day for day in seen.blurs if run.covers(day)),
        blur_reason=MINUTES_NOT_KNOWN,
        miss_days=seen.miss_days,
        misses=seen.misses,
    )
    events = [event for event in seen.events if run.covers(event.on)]
    start = _start(run, events)
    anchors = [start, *events]
    for anchor, met in zip(anchors, [*events, None], strict=True):
        if not view.opens(anchor.on) or anchor.on >= run.until:
            continue
        reason = DUTY_START_UNKNOWN if anchor is start and not run.known else None
        fact = Fact(CODE, anchor.name, anchor.on)
        for stretch in cadence.stretches(anchor, met, reason):
            minutes = view.book.policy_on(stretch.from_on).rules[CODE].minimum_minutes
            stretch.trace += ({"code": "minimum", "minutes": minutes},)
            yield view.row(fact, stretch)


def _start(run: Run, events: list[Anchor]) -> Anchor:
    """The duty's start; where it is not known, the first day on which it is sure to run."""
    post = run.opener
    if run.known:
        return Anchor(run.from_on, post.id, "post", str(post.id))
    on = min([post.received_on, *(e.on for e in events[:1])])
    return Anchor(on, post.id, "post", str(post.id))


def _look(view: WorkerView) -> Seen:
    """Each session once, in order; several events on one day are one, the first received."""
    seen = Seen()
    received: dict[date, Placed] = {}
    for each in view.sessions:
        session, day = each.session, each.day
        miss = _miss(view, session, day)
        if miss is None:
            first = received.get(day)
            if first is None or _receipt(session) < _receipt(first.session):
                received[day] = each
            continue
        if miss["code"] == MINUTES_NOT_KNOWN:
            seen.blurs.append(day)
        if session.status is not SessionStatus.PLANNED:
            seen.miss_days.append(day)
            seen.misses.append({**miss, "session_id": each.anchor, "on": day.isoformat()})
    seen.events = [
        Anchor(day, each.session.id, "session", each.anchor) for day, each in received.items()
    ]
    return seen


def _receipt(session: Session) -> tuple[object, ...]:
    return (session.received_at, session.id)


def _miss(view: WorkerView, session: Session, day: date) -> Step | None:
    """Why a session does not count; None: it does."""
    if session.status is not SessionStatus.HELD:
        return {"code": "not_held", "status": session.status.value}
    if session.kind not in PERSONAL:
        return {"code": "wrong_kind", "kind": session.kind.value}
    if not view.duty.covers(day):
        return {"code": "outside_duty"}
    minimum = view.book.policy_on(day).rules[CODE].minimum_minutes or 0
    if session.minutes is None and minimum:
        return {"code": MINUTES_NOT_KNOWN}
    if (session.minutes or 0) < minimum:
        return {"code": "too_short", "minutes": session.minutes, "minimum": minimum}
    return None
