"""What the cadences of a worker share: their runs, what opens them, and what nearly counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.rules.cadence import Anchor, Cadence, Closing, nothing
from app.rules.duty import Run
from app.rules.expectation import Expectation, Step, written
from app.rules.facts import HELD, PLANNED, Session
from app.rules.parameters import RulePolicy
from app.rules.stages import segments
from app.rules.stretch import Fact
from app.rules.undisturbed import undisturbed
from app.rules.view import Placed, View
from app.rules.worker_view import WorkerView

DUTY_START_UNKNOWN = "duty_start_unknown"

Weigh = Callable[[Session, RulePolicy], Step | None]
"""Why a held session of the right kind does not count; None: it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """A cadence of workers: which sessions count, and whether its expectations may last for years.

    A session of which it is not known whether it counts has the code `blur`. What lasts is worked
    out without the sessions before the window: nobody can say which of them nearly counted.
    `closing` are the steps that every trace ends with.
    """

    code: str
    weigh: Weigh
    blur: str
    lasting: bool = False
    closing: Closing = nothing


@dataclass(slots=True)
class Seen:
    """The sessions of a stream, sorted by what they are to the clock."""

    events: list[Anchor] = field(default_factory=list)
    blurs: list[date] = field(default_factory=list)
    miss_days: list[date] = field(default_factory=list)
    misses: list[Step] = field(default_factory=list)


def recur(view: WorkerView, rule: Recurring) -> Iterator[Expectation]:
    """What each duty's start and each session that counts opens, and the next one meets."""
    seen = _look(view, rule)
    if rule.lasting and view.explored and view.explored.blurred_on:
        seen.blurs.insert(0, view.explored.blurred_on)
    for run in view.duty.runs:
        if view.since is None or view.since < run.until:
            yield from _run(view, rule, run, seen)


def _run(view: WorkerView, rule: Recurring, run: Run, seen: Seen) -> Iterator[Expectation]:
    since = None if rule.lasting else view.since
    cadence = Cadence(
        book=view.book,
        segments=segments(rule.code, run, view.worker, view.book, since),
        until=run.until,
        absences=view.worker.absences,
        blurs=tuple(day for day in seen.blurs if run.covers(day)),
        blur_reason=rule.blur,
        miss_days=seen.miss_days,
        misses=seen.misses,
        closing=rule.closing,
    )
    events = [event for event in seen.events if run.covers(event.on)]
    start = _start(run, events)
    open_before = _open_before(view, run, start) if rule.lasting else None
    first = open_before or start
    unknown = DUTY_START_UNKNOWN if first is start and not run.known else None
    lasts = open_before is not None
    return in_turn(view, rule.code, cadence, first, events, unknown=unknown, lasts=lasts)


def in_turn(  # noqa: PLR0913  # one cadence: its clock, what opens it, and what is known of that
    view: View,
    code: str,
    cadence: Cadence,
    first: Anchor,
    events: list[Anchor],
    *,
    unknown: str | None = None,
    lasts: bool = False,
) -> Iterator[Expectation]:
    """What the first anchor and each event opens, which the next event meets.

    `unknown` says why the first cannot be judged; `lasts` has it worked out although it was opened
    before the window.
    """
    for anchor, met in zip([first, *events], [*events, None], strict=True):
        reaches = view.opens(anchor.on) or (lasts and anchor is first)
        if not reaches or anchor.on >= cadence.until:
            continue
        fact = Fact(code, anchor.name, anchor.on)
        why = unknown if anchor is first else None
        row = None if why else undisturbed(view, fact, cadence, anchor, met)
        if row:
            yield row
            continue
        for stretch in cadence.stretches(anchor, met, why):
            yield view.row(fact, stretch)


def _start(run: Run, events: list[Anchor]) -> Anchor:
    """The duty's start; where it is not known, the first day on which it is sure to run."""
    post = run.opener
    if run.known:
        return Anchor(run.from_on, post.id, "post", str(post.id))
    on = min([post.received_on, *(e.on for e in events[:1])])
    return Anchor(on, post.id, "post", str(post.id))


def _open_before(view: WorkerView, run: Run, start: Anchor) -> Anchor | None:
    """What of this run stood open when the window began, opened by its start or by a session."""
    last = view.explored
    if last is None:
        return None
    if last.anchor == start.name:
        return start
    if not run.covers(last.on):
        return None
    return Anchor(last.on, UUID(last.anchor), "session", last.anchor)


def _look(view: WorkerView, rule: Recurring) -> Seen:
    """Each session once, in order; several events on one day are one, the first received."""
    seen = Seen()
    received: dict[date, Placed] = {}
    for each in view.sessions:
        session, day = each.session, each.day
        miss = _miss(view, rule, session, day)
        if miss is None:
            first = received.get(day)
            if first is None or _receipt(session) < _receipt(first.session):
                received[day] = each
            continue
        if miss["code"] == rule.blur:
            seen.blurs.append(day)
        if session.status is not PLANNED and not rule.lasting:
            seen.miss_days.append(day)
            seen.misses.append({**miss, "session_id": each.anchor, "on": written(day)})
    seen.events = [
        Anchor(day, each.session.id, "session", each.anchor) for day, each in received.items()
    ]
    return seen


def _receipt(session: Session) -> tuple[object, ...]:
    return (session.received_at, session.id)


def _miss(view: WorkerView, rule: Recurring, session: Session, day: date) -> Step | None:
    """Why a session does not count; None: it does."""
    if session.status is not HELD:
        return {"code": "not_held", "status": str(session.status)}
    parameters = view.policy_on(day).rules[rule.code]
    if session.kind not in (parameters.kinds or ()):
        return {"code": "wrong_kind", "kind": str(session.kind)}
    if not view.duty.covers(day):
        return {"code": "outside_duty"}
    return rule.weigh(session, parameters)
