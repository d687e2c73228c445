"""Cases, with plans, allocations and oversight notes, as facts for the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import BindParameter, bindparam

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
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
CASES = Prepared(owned(CaseFile).where(CASE.id.in_(IDS)))
PLANS = Prepared(owned(Plan).where(PLAN.case_id.in_(IDS)))
ALLOCATIONS = Prepared(owned(Allocation).where(ALLOCATION.case_id.in_(IDS)))
NOTES = Prepared(
    owned(OversightNote).where(
        NOTE.case_id == bindparam("case_id"), NOTE.decided_on >= bindparam("since")
    )
)


@dataclass(slots=True)
class Case:
    """What is known of a case itself."""

    closed_on: date | None
    plans: tuple[facts.Plan, ...] = ()
    allocations: tuple[facts.Allocation, ...] = ()


def among(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Case]:
    """Some cases with their plans and allocations; those entered in error are left out."""
    if not ids:
        return {}
    found = {row.id: Case(row.closed_on) for row in uow.rows(CASES, ids=ids)}
    for row in uow.rows(PLANS, ids=ids):
        found[row.case_id].plans += (_plan(row),)
    for row in uow.rows(ALLOCATIONS, ids=ids):
        found[row.case_id].allocations += (_allocation(row),)
    return found


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
