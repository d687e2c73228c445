"""Written up and shared in time, and called-off sessions held after all."""

from collections.abc import Iterator
from datetime import date

from app.rules.case_view import CaseView, discussed
from app.rules.deadline import Course, deadline
from app.rules.expectation import Expectation
from app.rules.facts import HELD, Session
from app.rules.stretch import Fact
from app.rules.view import PERSONAL, Placed, View
from app.rules.worker_view import WorkerView, opened_by
from app.vocabulary import SessionKind, SessionStatus

RECORD_ON_TIME = "record-on-time"
RECORD_SHARED = "record-shared"
CANCELLATION_REARRANGED = "cancellation-rearranged"
RECORDED_ON_NOT_SENT = "recorded_at_not_sent"
INFORMAL = SessionKind.INFORMAL
CALLED_OFF = (SessionStatus.CANCELLED, SessionStatus.MISSED)


def sessions_on_time(view: WorkerView) -> Iterator[Expectation]:
    """Each held session but informal ones, written up within days."""
    for each in _recordable(view):
        session = each.session
        yield from _on_time(view, opened_by(RECORD_ON_TIME, each), session, session.recorded_on)


def discussions_on_time(view: CaseView) -> Iterator[Expectation]:
    """Each discussion of the case, written up when its session was unless it says otherwise."""
    for each in _recordable(view):
        session, said = each.session, each.said
        recorded_on = (said.recorded_on if said else None) or session.recorded_on
        yield from _on_time(view, discussed(RECORD_ON_TIME, each), session, recorded_on)


def record_shared(view: WorkerView) -> Iterator[Expectation]:
    """The supervisee has a copy within days; one shared before it was held is of that day."""
    for each in view.opening:
        shared_on, day = each.session.shared_on, each.day
        policy = view.parameters(RECORD_SHARED, day)
        if policy is None:
            continue
        course = Course(
            policy_version=policy[1],
            grace=policy[0].grace or 0,
            met_on=max(shared_on, day) if shared_on else None,
            met_by=each.session.id,
            left_on=view.left_on(day),
            superseded=True,
        )
        yield from deadline(view, opened_by(RECORD_SHARED, each), day, policy[0], course)


def cancellation_rearranged(view: WorkerView) -> Iterator[Expectation]:
    """A personal session that was called off is followed by one that is held."""
    for each in view.sessions:
        session, day = each.session, each.day
        if session.status not in CALLED_OFF or session.kind not in PERSONAL:
            continue
        policy = view.parameters(CANCELLATION_REARRANGED, day)
        if policy is None or not view.opens(day):
            continue
        parameters, version = policy
        held = next((later for later in view.served if later.day >= day), None)
        course = Course(
            policy_version=version,
            grace=parameters.grace or 0,
            met_on=held.day if held else None,
            met_by=held.session.id if held else None,
            left_on=view.left_on(day),
        )
        fact = opened_by(CANCELLATION_REARRANGED, each)
        yield from deadline(view, fact, session.planned_on or day, parameters, course)


def _recordable(view: View) -> Iterator[Placed]:
    for each in view.sessions:
        session = each.session
        if session.status is HELD and session.kind is not INFORMAL and view.opens(each.day):
            yield each


def _on_time(
    view: View, fact: Fact, session: Session, recorded_on: date | None
) -> Iterator[Expectation]:
    day = fact.opened_on
    policy = view.parameters(RECORD_ON_TIME, day)
    if policy is None:
        return
    parameters, version = policy
    interval = parameters.interval
    if fact.record_type == "discussion":
        interval = (parameters.intervals or {}).get("discussion", interval)
    course = Course(
        policy_version=version,
        grace=parameters.grace or 0,
        met_on=max(recorded_on, day) if recorded_on else None,
        met_by=session.id,
        superseded=True,
        unknown=None if recorded_on else RECORDED_ON_NOT_SENT,
    )
    yield from deadline(view, fact, day, parameters, course, interval=interval)
