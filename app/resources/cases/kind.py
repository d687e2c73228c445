"""Cases as a type of record."""

from uuid import UUID

from app.db import clients
from app.db.pending import Document, Stored
from app.db.tables import Allocation, CaseFile, Plan
from app.db.unit_of_work import UnitOfWork
from app.resources.cases.schemas import CaseDocument, CaseRead
from app.resources.editions.meanings import meanings
from app.resources.records.days import day
from app.resources.records.kinds import Kind
from app.vocabulary import MappingField, RecordType, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the case's rows anew; plans make its clocks, allocations say who carries its rows."""
    if before is not None:
        uow.remove(Allocation, "case_id", record.id)
        uow.remove(Plan, "case_id", record.id)
        uow.remove(CaseFile, "id", record.id)
    if before is None:
        clients.hold(uow)  # else a policy that is added meanwhile would not reach it
    if after is not None:
        _insert(uow, record, after)
    uow.pending.touch(SubjectType.CASE, record.id, None)


def _insert(uow: UnitOfWork, record: Stored, document: Document) -> None:
    row = {
        "id": record.id,
        "opened_on": day(document["opened_on"]),
        "closed_on": day(document["closed_on"]),
    }
    labels = [plan["type"] for plan in document["plans"]]
    meaning = meanings(uow, record.source, MappingField.PLAN_TYPE, labels)
    uow.insert(CaseFile, [row])
    uow.insert(
        Plan,
        [
            {
                "case_id": record.id,
                "type": plan["type"],
                "meaning": meaning[plan["type"]],
                "started_on": day(plan["started_on"]),
                "ended_on": day(plan["ended_on"]),
            }
            for plan in document["plans"]
        ],
    )
    uow.insert(
        Allocation,
        [
            {
                "case_id": record.id,
                "worker_id": UUID(allocation["worker_id"]),
                "started_on": day(allocation["started_on"]),
                "ended_on": day(allocation["ended_on"]),
            }
            for allocation in document["allocations"]
        ],
    )


CASES = Kind(type=RecordType.CASE, document=CaseDocument, read=CaseRead, project=project)
