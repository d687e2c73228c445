# ruff: noqa: ANN401  # the facts that an example changes are of any kind
"""Invented people, cases and sessions for the worked examples; a name stands for its id."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from app.rules.calendar import Calendar
from app.rules.expectation import NAMESPACE
from app.rules.facts import (
    Action,
    Agreement,
    AgreementStream,
    Allocation,
    CaseStream,
    Discussion,
    Note,
    Plan,
    Post,
    Review,
    Session,
    Worker,
    WorkerStream,
)
from app.rules.policy import RuleBook
from app.vocabulary import OversightKind, ReviewOutcome, SessionKind, SessionStatus


@dataclass(frozen=True, slots=True)
class Example:
    """A few facts in words and as facts, and the day as at which they are judged."""

    rule: str
    facts: str
    stream: WorkerStream | CaseStream | AgreementStream
    as_at: date


def day(text: str) -> date:
    """A day of 2026: 01-05."""
    return date.fromisoformat(f"2026-{text}")


def id_of(name: str) -> UUID:
    """The id that a name stands for."""
    return uuid5(NAMESPACE, name)


NAMES = {
    id_of(name): name for name in ("W1", "M1", "C1", "S1", "S2", "S3", "S4", "A1", "A2", "N1", "G1")
}
WORKER, MANAGER, CASE = id_of("W1"), id_of("M1"), id_of("C1")
TIME_ZONE = "Europe/London"
HOLIDAYS = frozenset(map(day, ("04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28")))
BOOK = RuleBook.of((), (Calendar(1, date.min, HOLIDAYS, TIME_ZONE),))
BEGINNING = date(2025, 1, 6)


def worker(**changes: Any) -> Worker:
    """W1, in post since 6 January 2025, supervised by M1."""
    post = Post(id_of("post"), None, None, "standard", True, BEGINNING, None, BEGINNING)  # noqa: FBT003
    agreement = Agreement(id_of("agreement"), MANAGER, BEGINNING)
    return Worker(**{"id": WORKER, "posts": (post,), "agreements": (agreement,), **changes})


def held(name: str, on: str, **changes: Any) -> Session:
    """A personal session of W1 with M1, of 95 minutes, written up that day."""
    usual: dict[str, Any] = {
        "kind": SessionKind.PERSONAL,
        "status": SessionStatus.HELD,
        "received_at": at(on, 18),
        "held_on": day(on),
        "minutes": 95,
        "recorded_on": day(on),
        "feedback_listed": True,
        "supervisees": (WORKER,),
        "supervisors": (MANAGER,),
    }
    return Session(id=id_of(name), **usual | changes)


def action(name: str, agreed: Session, due_on: str | None, *reviews: Review) -> Action:
    """Something that W1 is to do, agreed in a session."""
    due = day(due_on) if due_on else None
    on = agreed.held_on or BEGINNING
    return Action(id_of(name), on, agreed.id, None, WORKER, due, reviews=reviews)


def carried(session: Session, new_due_on: str | None = None) -> Review:
    """That a session carried an action forward."""
    on = session.held_on or BEGINNING
    due = day(new_due_on) if new_due_on else None
    return Review(session.id, on, None, ReviewOutcome.CARRIED_FORWARD, new_due_on=due)


def of_worker(*sessions: Session, **changes: Any) -> WorkerStream:
    """All that is known of W1."""
    return WorkerStream(**{"worker": worker(), "sessions": sessions, **changes})


def discussed(name: str, on: str, **said: Any) -> Session:
    """A session of W1 that discussed C1."""
    about = Discussion(id_of(f"{name} C1"), CASE, day(on), **said)
    return held(name, on, discussions=(about,))


def plan(type: str, from_on: str, to_on: str | None = None) -> Plan:
    """A plan of C1."""
    return Plan(id_of(type), type, type, day(from_on), day(to_on) if to_on else None)


def note(decided_on: str, author: UUID = MANAGER, **changes: Any) -> Note:
    """An oversight note on C1."""
    kind, on = OversightKind.MANAGEMENT_DECISION, day(decided_on)
    return Note(id_of("N1"), author, kind, at(decided_on, 18), on, **changes)


def of_case(*sessions: Session, **changes: Any) -> CaseStream:
    """All that is known of C1, which W1 has held since 5 January."""
    usual: dict[str, Any] = {
        "plans": (plan("child_in_need", "01-05"),),
        "allocations": (Allocation(id_of("allocation"), WORKER, day("01-05"), None),),
        "workers": {WORKER: worker()},
    }
    return CaseStream(case_id=CASE, sessions=sessions, **usual | changes)


def at(on: str, hour: int) -> datetime:
    """An hour of a day, in UTC."""
    return datetime.combine(day(on), time(hour), UTC)
