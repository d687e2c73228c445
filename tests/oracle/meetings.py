"""Random sessions, with everything that may be said in them."""

from datetime import date
from typing import Any

from app.rules.facts import Discussion, Feedback, Session, Signatures, Text
from app.vocabulary import Direction, PlanProgress, SessionKind, SessionStatus
from tests.oracle.chance import Chance
from tests.oracle.span import CASE, OTHER, OTHER_CASE, SUPERVISORS, WORKER, instant, numbered

KINDS = (*[SessionKind.PERSONAL] * 5, *SessionKind)
STATUSES = (*[SessionStatus.HELD] * 8, *SessionStatus)
TRUTHS = (True, True, False, None)


def text(chance: Chance) -> Text | None:
    """Mostly long enough, of a few shingles, so that two are often alike."""
    if chance.yes(3):
        return chance.one_of(None, Text(0))
    words = chance.one_of(60, 30, 29)
    return Text(words, frozenset(chance.some(range(1, 11), least=5)))


def signatures(chance: Chance, day: date) -> Signatures:
    return Signatures(
        supervisee_on=chance.perhaps(chance.soon(day)),
        supervisor_on=chance.perhaps(chance.soon(day)),
        disagreed=chance.yes(3),
        disagreed_on=chance.perhaps(chance.soon(day)),
    )


def feedback(chance: Chance, day: date, first: int) -> tuple[Feedback, ...]:
    return tuple(
        Feedback(
            id=numbered("feedback", first + index),
            worker_id=chance.one_of(WORKER, WORKER, OTHER),
            direction=chance.one_of(*Direction),
            given_on=chance.soon(day),
            declined=chance.yes(3),
            score=chance.one_of(None, 2, 4, 5),
        )
        for index in range(chance.one_of(0, 0, 1, 2, 3))
    )


def session(chance: Chance, index: int) -> Session:
    """One of any kind and status; its day is always known."""
    day, status = chance.day(), chance.one_of(*STATUSES)
    facts: dict[str, Any] = {
        "id": numbered("session", index),
        "kind": chance.one_of(*KINDS),
        "status": status,
        "received_at": instant(chance.soon(day), chance.whole(8, 18)),
        "supervisees": chance.one_of((WORKER,), (WORKER,), (WORKER, OTHER)),
        "supervisors": chance.one_of(SUPERVISORS[:1], SUPERVISORS[1:], SUPERVISORS, ()),
    }
    if status is SessionStatus.HELD:
        return held(chance, day, index, facts)
    if status is SessionStatus.PLANNED:
        return Session(**facts, planned_on=day)
    return Session(
        **facts,
        planned_on=chance.one_of(day, None, chance.soon(day), None),
        cancelled_on=day,
    )


def held(chance: Chance, day: date, index: int, facts: dict[str, Any]) -> Session:
    hour = chance.one_of(None, chance.whole(8, 12))
    given = feedback(chance, day, index * 10)
    edited_on = chance.seldom(max(chance.soon(day), day))
    return Session(
        **facts,
        held_on=day,
        started_at=instant(day, hour) if hour else None,
        minutes=chance.one_of(95, 95, 95, 60, 30, 29, None),
        interrupted_minutes=chance.one_of(None, 0, 5, 10),
        recorded_on=chance.perhaps(chance.soon(day, 12)),
        check_in=chance.one_of(*TRUTHS),
        feedback_minutes=chance.one_of(None, 9, 10),
        feedback_listed=bool(given) or chance.yes(),
        tick_box=chance.one_of(*TRUTHS),
        reflection=text(chance),
        appreciated=chance.one_of(*TRUTHS),
        identity_explored=chance.one_of(*TRUTHS),
        shared_on=chance.perhaps(chance.soon(day, 15)),
        signatures=chance.perhaps(signatures(chance, edited_on or day)),
        fallen=signatures(chance, day) if edited_on else None,
        fell_on=edited_on,
        feedback=given,
    )


def discussions(chance: Chance, session: Session, index: int) -> tuple[Discussion, ...]:
    """What it said about the case, and now and then about another one before it."""
    assert session.held_on
    decided = chance.yes()
    said = Discussion(
        id=numbered("discussion", index),
        case_id=CASE,
        recorded_on=chance.perhaps(chance.soon(session.held_on, 8)),
        plan_progress=chance.one_of(*PlanProgress, PlanProgress.OFF_TRACK, None),
        analysis=text(chance),
        decided=decided,
        reasoned=decided and chance.yes(),
        contingency=chance.yes(),
    )
    if chance.yes(4):
        return (Discussion(numbered("discussion", 500 + index), OTHER_CASE, None), said)
    return (said,)
