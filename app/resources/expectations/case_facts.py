"""Cases, with plans, allocations and oversight notes, as facts for the rules."""

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Allocation, CaseFile, OversightNote, Plan
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules import facts
from app.rules.expectation import NAMESPACE
from app.rules.facts import EARLIEST
from app.vocabulary import OversightKind

CASE = columns_of(CaseFile)
PLAN = columns_of(Plan)
ALLOCATION = columns_of(Allocation)
NOTE = columns_of(OversightNote)
ONE = Prepared(owned(CaseFile).where(CASE.id == bindparam("id")))
PLANS = Prepared(owned(Plan).where(PLAN.case_id == bindparam("case_id")))
ALLOCATIONS = Prepared(owned(Allocation).where(ALLOCATION.case_id == bindparam("case_id")))
NOTES = Prepared(
    owned(OversightNote).where(
        NOTE.case_id == bindparam("case_id"), NOTE.decided_on >= bindparam("since")
    )
)


def closed_on(uow: UnitOfWork, id: UUID) -> tuple[bool, date | None]:
    """Whether the case stands, not entered in error, and its last day."""
    row = uow.one(ONE, id=id)
    return row is not None, row.closed_on if row else None


def plans(uow: UnitOfWork, case_id: UUID) -> tuple[facts.Plan, ...]:
    """The case's plans."""
    return tuple(map(_plan, uow.rows(PLANS, case_id=case_id)))


def allocations(uow: UnitOfWork, case_id: UUID) -> tuple[facts.Allocation, ...]:
    """Who held the case when."""
    return tuple(map(_allocation, uow.rows(ALLOCATIONS, case_id=case_id)))


def notes(uow: UnitOfWork, case_id: UUID, since: date) -> tuple[facts.Note, ...]:
    """The oversight notes on the case, from a day on."""
    return tuple(map(_note, uow.rows(NOTES, case_id=case_id, since=since)))


def _plan(row: Found) -> facts.Plan:
    id = uuid5(NAMESPACE, f"plan|{row.case_id}|{row.type}|{row.started_on}")
    return facts.Plan(id, row.type, row.meaning, row.started_on, row.ended_on)


def _allocation(row: Found) -> facts.Allocation:
    id = uuid5(NAMESPACE, f"allocation|{row.case_id}|{row.worker_id}|{row.started_on}")
    return facts.Allocation(id, row.worker_id, row.started_on, row.ended_on)


def _note(row: Found) -> facts.Note:
    return facts.Note(
        id=row.id,
        author_id=row.author_id,
        kind=OversightKind(row.kind),
        received_at=row.received_at or EARLIEST,
        decided_on=row.decided_on,
        decided_at=row.decided_at,
        recorded_on=row.recorded_on,
        recorded_at=row.recorded_at,
        decided=row.decided,
        reasoned=row.reasoned,
    )
