"""Plain builders of facts; a number stands for an id, so tests read like tables."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from app.rules.calendar import Calendar
from app.rules.facts import (
    Absence,
    Action,
    Agreement,
    AgreementStream,
    Allocation,
    CaseStream,
    Discussion,
    Feedback,
    Note,
    Plan,
    Post,
    Review,
    Session,
    Signatures,
    Text,
    Worker,
    WorkerStream,
)
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from app.vocabulary import Direction, OversightKind, ReviewOutcome, SessionKind, SessionStatus

WORKER, MANAGER, TEAM, CASE = (UUID(int=n) for n in range(1, 5))
POST = UUID(int=5)
_ids = count(1000)
_shingles = count()

ENGLAND = Calendar(
    version=1,
    applies_from=date.min,
    holidays=frozenset(
        date.fromisoformat(day)
        for day in (
            *("2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25"),
            *("2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06"),
            *("2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"),
        )
    ),
)


def new_id() -> UUID:
    return UUID(int=next(_ids))


def day(text: str) -> date:
    """The day of a text; short ones are of 2026."""
    return date.fromisoformat(text if len(text) > len("01-01") else f"2026-{text}")


def instant(on: date, hour: int = 10) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


START = day("2025-01-01")


def post(started_on: date | None = START, **changes: Any) -> Post:
    return Post(
        **{
            "id": POST,
            "team_id": TEAM,
            "role": "social_worker",
            "stage": "standard",
            "supervised": True,
            "started_on": started_on,
            "ended_on": None,
            "received_on": started_on or START,
            **changes,
        }
    )


def worker(*posts: Post, **changes: Any) -> Worker:
    return Worker(**{"id": WORKER, "posts": posts or (post(),), **changes})


def absence(from_on: str, to_on: str | None, reason: str = "sickness") -> Absence:
    return Absence(reason, day(from_on), day(to_on) if to_on else None)


def text(words: int = 40, shingles: Iterable[int] | None = None) -> Text:
    """A text of so many words; unless told, it has nothing in common with any other."""
    new = (next(_shingles) for _ in range(max(words - 4, 0)))
    return Text(words, frozenset(new if shingles is None else shingles))


def signed(supervisee_on: date | None = None, supervisor_on: date | None = None) -> Signatures:
    return Signatures(supervisee_on, supervisor_on)


def disagreed(on: date | None = None, **signatures: date) -> Signatures:
    return Signatures(disagreed=True, disagreed_on=on, **signatures)


def held(on: date, **changes: Any) -> Session:
    """A personal session in which everything went well."""
    return Session(
        **{
            "id": new_id(),
            "kind": SessionKind.PERSONAL,
            "status": SessionStatus.HELD,
            "received_at": instant(on, 18),
            "held_on": on,
            "started_at": instant(on),
            "minutes": 95,
            "interrupted_minutes": 0,
            "recorded_on": on,
            "check_in": True,
            "feedback_minutes": 12,
            "feedback_listed": True,
            "reflection": text(),
            "appreciated": True,
            "identity_explored": True,
            "shared_on": on,
            "signatures": signed(on, on),
            "supervisees": (WORKER,),
            "supervisors": (MANAGER,),
            **changes,
        }
    )


def called_off(planned_on: date | None, cancelled_on: date | None, **changes: Any) -> Session:
    return held(
        planned_on or cancelled_on or date.min,
        **{
            "status": SessionStatus.CANCELLED,
            "held_on": None,
            "started_at": None,
            "minutes": None,
            "planned_on": planned_on,
            "cancelled_on": cancelled_on,
            **changes,
        },
    )


def feedback(
    direction: Direction,
    given_on: date,
    *,
    declined: bool = False,
    worker_id: UUID = WORKER,
    score: int | None = None,
) -> Feedback:
    return Feedback(new_id(), worker_id, direction, given_on, declined, score)


def discussion(recorded_on: date | None = None, case_id: UUID = CASE, **changes: Any) -> Discussion:
    return Discussion(new_id(), case_id, recorded_on, **changes)


def discussed(on: date, said: Discussion | None = None, **changes: Any) -> Session:
    """A personal session that discusses the case."""
    return held(on, **{"discussions": (said or discussion(),), **changes})


def note(decided_on: date, decided_at: datetime | None = None, **changes: Any) -> Note:
    """An oversight note by the manager, on the record at once."""
    return Note(
        **{
            "id": new_id(),
            "author_id": MANAGER,
            "kind": OversightKind.MANAGEMENT_DECISION,
            "received_at": instant(decided_on, 18),
            "decided_on": decided_on,
            "decided_at": decided_at,
            "recorded_on": decided_on,
            "recorded_at": decided_at or instant(decided_on),
            **changes,
        }
    )


def plan(
    type: str | None, started_on: date = START, ended_on: date | None = None, label: str = ""
) -> Plan:
    return Plan(new_id(), label or type or "", type, started_on, ended_on)


def allocation(
    started_on: date = START, ended_on: date | None = None, worker_id: UUID = WORKER
) -> Allocation:
    return Allocation(new_id(), worker_id, started_on, ended_on)


def agreement(started_on: date = START, ended_on: date | None = None, **changes: Any) -> Agreement:
    return Agreement(
        **{
            "id": new_id(),
            "supervisor_id": MANAGER,
            "started_on": started_on,
            "ended_on": ended_on,
            **changes,
        }
    )


def agreement_stream(agreed: Agreement, **changes: Any) -> AgreementStream:
    return AgreementStream(agreed, worker(agreements=(agreed,), **changes))


def action(agreed: Session | date, due_on: date | None, **changes: Any) -> Action:
    session = agreed if isinstance(agreed, Session) else None
    return Action(
        **{
            "id": new_id(),
            "agreed_on": session.held_on if session else agreed,
            "agreed_in": session.id if session else None,
            "agreed_started_at": session.started_at if session else None,
            "owner_id": WORKER,
            "due_on": due_on,
            **changes,
        }
    )


def review(session: Session, outcome: str, **changes: Any) -> Review:
    assert session.held_on
    return Review(
        session.id, session.held_on, session.started_at, ReviewOutcome(outcome), **changes
    )


def stream(*sessions: Session, **changes: Any) -> WorkerStream:
    return WorkerStream(**{"worker": worker(), "sessions": sessions, **changes})


def case_stream(*sessions: Session, **changes: Any) -> CaseStream:
    return CaseStream(
        **{
            "case_id": CASE,
            "allocations": (Allocation(UUID(int=6), WORKER, day("2025-01-01"), None),),
            "sessions": sessions,
            "workers": {WORKER: worker()},
            **changes,
        }
    )


def policy(rules: dict[str, Any], *, version: int = 1, applies_from: date = date.min) -> Policy:
    return Policy.from_document({"rules": rules}, version, applies_from, DEFAULT_POLICY)


def book(*policies: Policy, calendars: tuple[Calendar, ...] = (ENGLAND,)) -> RuleBook:
    return RuleBook.of(policies, calendars)


def days(n: int) -> timedelta:
    return timedelta(days=n)
