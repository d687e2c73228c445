"""Random sessions, with everything that may be said in them."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from app.rules.facts import Discussion, Feedback, Session, Signatures, Text
from app.vocabulary import Direction, PlanProgress, SessionKind, SessionStatus
from tests.oracle.span import (
    CASE,
    OTHER,
    OTHER_CASE,
    SUPERVISORS,
    WORKER,
    days,
    instant,
    numbered,
)

KINDS = st.sampled_from((*[SessionKind.PERSONAL] * 5, *SessionKind))
STATUSES = st.sampled_from((*[SessionStatus.HELD] * 8, *SessionStatus))
truths = st.sampled_from((True, True, False, None))

shingles = st.frozensets(st.integers(1, 10), min_size=5)
written = st.builds(Text, st.sampled_from((60, 30, 29)), shingles)
texts = st.one_of(written, written, written, written, st.none(), st.just(Text(0)))


@cache
def soon(day: date, most: int = 25) -> st.SearchStrategy[date]:
    """That day or one not long after it, now and then one before."""
    return st.integers(-2, most).map(lambda n: day + timedelta(days=n))


@cache
@st.composite
def signatures(draw: Any, day: date) -> Signatures:
    return Signatures(
        supervisee_on=draw(st.none() | soon(day)),
        supervisor_on=draw(st.none() | soon(day)),
        disagreed=draw(st.sampled_from((False, False, True))),
        disagreed_on=draw(st.none() | soon(day)),
    )


@st.composite
def feedback(draw: Any, day: date, first: int) -> tuple[Feedback, ...]:
    return tuple(
        Feedback(
            id=numbered("feedback", first + index),
            worker_id=draw(st.sampled_from((WORKER, WORKER, OTHER))),
            direction=draw(st.sampled_from(Direction)),
            given_on=draw(soon(day)),
            declined=draw(st.sampled_from((False, False, True))),
            score=draw(st.sampled_from((None, 2, 4, 5))),
        )
        for index in range(draw(st.sampled_from((0, 0, 1, 2, 3))))
    )


@st.composite
def sessions(draw: Any, index: int) -> Session:
    """One of any kind and status; its day is always known."""
    day, status = draw(days), draw(STATUSES)
    held = status is SessionStatus.HELD
    facts: dict[str, Any] = {
        "id": numbered("session", index),
        "kind": draw(KINDS),
        "status": status,
        "received_at": instant(draw(soon(day)), draw(st.integers(8, 18))),
        "supervisees": draw(st.sampled_from(((WORKER,), (WORKER,), (WORKER, OTHER)))),
        "supervisors": draw(st.sampled_from((SUPERVISORS[:1], SUPERVISORS[1:], SUPERVISORS, ()))),
    }
    if not held:
        off = status is not SessionStatus.PLANNED
        planned_on = draw(soon(day)) if off and draw(st.booleans()) else day
        return Session(
            **facts,
            planned_on=draw(st.sampled_from((planned_on, None))) if off else day,
            cancelled_on=day if off else None,
        )
    hour = draw(st.none() | st.integers(8, 12))
    given = draw(feedback(day, index * 10))
    edited_on = draw(st.none() | st.none() | soon(day).map(lambda on: max(on, day)))
    return Session(
        **facts,
        held_on=day,
        started_at=instant(day, hour) if hour else None,
        minutes=draw(st.sampled_from((95, 95, 95, 60, 30, 29, None))),
        interrupted_minutes=draw(st.sampled_from((None, 0, 5, 10))),
        recorded_on=draw(st.none() | soon(day, 12)),
        check_in=draw(truths),
        feedback_minutes=draw(st.sampled_from((None, 9, 10))),
        feedback_listed=bool(given) or draw(st.booleans()),
        tick_box=draw(truths),
        reflection=draw(texts),
        appreciated=draw(truths),
        identity_explored=draw(truths),
        shared_on=draw(st.none() | soon(day, 15)),
        signatures=draw(st.none() | signatures(edited_on or day)),
        fallen=draw(signatures(day)) if edited_on else None,
        fell_on=edited_on,
        feedback=given,
    )


@st.composite
def discussions(draw: Any, session: Session, index: int) -> tuple[Discussion, ...]:
    """What it said about the case, and now and then about another one before it."""
    assert session.held_on
    decided = draw(st.booleans())
    said = Discussion(
        id=numbered("discussion", index),
        case_id=CASE,
        recorded_on=draw(st.none() | soon(session.held_on, 8)),
        plan_progress=draw(st.sampled_from((*PlanProgress, PlanProgress.OFF_TRACK, None))),
        analysis=draw(texts),
        decided=decided,
        reasoned=decided and draw(st.booleans()),
        contingency=draw(st.booleans()),
    )
    if draw(st.sampled_from((False, False, False, True))):
        return (Discussion(numbered("discussion", 500 + index), OTHER_CASE, None), said)
    return (said,)


def id_of(session: Session) -> UUID:
    return session.id
