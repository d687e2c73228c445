"""The clocks of a case: it is discussed, it is overseen, and whoever holds it brings it soon."""

from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter

from app.rules.cadence import Anchor, Cadence
from app.rules.case_view import CaseView
from app.rules.deadline import Course, deadline
from app.rules.expectation import Expectation, Step, written
from app.rules.facts import HELD, PLANNED, Allocation, Session
from app.rules.plans import case_segments
from app.rules.recurring import in_turn
from app.rules.stretch import Fact
from app.rules.view import Placed
from app.vocabulary import EndReason, SessionKind

CASE_TIMESCALE = "case-timescale"
CASE_FIRST = "case-first"
OVERSIGHT_GAP = "oversight-gap"

Event = tuple[date, tuple[object, ...], Anchor]
"""A day, the order of receipt on it, and what that opens and meets."""


def case_timescale(view: CaseView) -> Iterator[Expectation]:
    """A discussion of the case, within the shortest interval of its plans."""
    return _recur(view, CASE_TIMESCALE, _discussions(view, CASE_TIMESCALE))


def oversight_gap(view: CaseView) -> Iterator[Expectation]:
    """An oversight note or a discussion, within an interval that is kept whoever speaks."""
    return _recur(view, OVERSIGHT_GAP, [*_discussions(view, OVERSIGHT_GAP), *_noted(view)])


def case_first(view: CaseView) -> Iterator[Expectation]:
    """Whoever is allocated a case takes part in a discussion of it soon."""
    for allocation in view.allocations:
        day = allocation.started_on
        policy = view.parameters(CASE_FIRST, day)
        if policy is None or not view.opens(day):
            continue
        heard = (e for e in view.served if e.day >= day and _took_part(e.session, allocation))
        met = next(heard, None)
        course = Course(
            policy_version=policy[1],
            grace=policy[0].grace or 0,
            met_on=met.day if met else None,
            met_by=met.session.id if met else None,
            left_on=view.held_until[allocation.id],
            closed_on=view.closed_from,
        )
        fact = Fact(CASE_FIRST, str(allocation.id), day, carried_by=allocation.worker_id)
        yield from deadline(view, fact, day, policy[0], course)


def _took_part(session: Session, allocation: Allocation) -> bool:
    """In either part; an informal conversation is no discussion to begin with."""
    present = (*session.supervisees, *session.supervisors)
    return session.kind is not SessionKind.INFORMAL and allocation.worker_id in present


def _discussions(view: CaseView, code: str) -> Iterator[Event]:
    for each in view.served:
        session, day = each.session, each.day
        if session.kind in (view.policy_on(day).rules[code].kinds or ()):
            anchor = Anchor(day, session.id, "session", each.anchor)
            yield day, (session.received_at, session.id), anchor


def _noted(view: CaseView) -> Iterator[Event]:
    for note in view.notes:
        anchor = Anchor(note.decided_on, note.id, "note", str(note.id))
        yield note.decided_on, (note.received_at, note.id), anchor


def _recur(view: CaseView, code: str, counted: Iterable[Event]) -> Iterator[Expectation]:
    """What each duty's start and each event opens, and the next event meets."""
    first_of_day: dict[date, Anchor] = {}
    for day, _, anchor in sorted(counted, key=itemgetter(0, 1)):
        first_of_day.setdefault(day, anchor)
    misses = [miss for each in view.sessions if (miss := _miss(view, code, each))]
    for run in view.runs:
        if view.since is None or view.since < run.until:
            cadence = Cadence(
                book=view.book,
                segments=case_segments(code, run, view.book, view.since),
                until=run.until,
                ends_as=EndReason.CLOSED,
                miss_days=[day for day, _ in misses],
                misses=[step for _, step in misses],
            )
            plan = run.opener
            start = Anchor(run.from_on, plan.id, "plan", str(plan.id))
            inside = [one for day, one in first_of_day.items() if run.from_on <= day < run.until]
            yield from in_turn(view, code, cadence, start, inside)


def _miss(view: CaseView, code: str, each: Placed) -> tuple[date, Step] | None:
    """Why a session that speaks of the case does not count; None: it does, or is yet to come."""
    session = each.session
    if session.status is PLANNED:
        return None
    if session.status is not HELD:
        miss: Step = {"code": "not_held", "status": str(session.status)}
    elif session.kind not in (view.policy_on(each.day).rules[code].kinds or ()):
        miss = {"code": "wrong_kind", "kind": str(session.kind)}
    elif view.run_on(each.day) is None:
        miss = {"code": "no_plan_open"}
    else:
        return None
    return each.day, {**miss, "session_id": each.anchor, "on": written(each.day)}
