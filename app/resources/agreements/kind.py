"""Agreements as a type of record."""

from datetime import date
from uuid import UUID

from app.db import records
from app.db.pending import Document, Stored
from app.db.tables import Agreement
from app.db.unit_of_work import UnitOfWork
from app.resources.agreements.schemas import AgreementDocument, AgreementRead
from app.resources.records.days import day
from app.resources.records.kinds import Kind
from app.vocabulary import RecordType, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the agreement's row anew; an interval of its own concerns the supervisee's clock."""
    if before is not None:
        uow.remove(Agreement, "id", record.id)
    if after is not None:
        row = {
            "id": record.id,
            "supervisee_id": UUID(after["supervisee_id"]),
            "supervisor_id": UUID(after["supervisor_id"]),
            "started_on": day(after["started_on"]),
            "ended_on": day(after["ended_on"]),
            "interval_days": after["interval_days"],
        }
        uow.insert(Agreement, [row])
    for document in (before, after):
        if document is not None and document["interval_days"] is not None:
            _touch(uow, document)


def _touch(uow: UnitOfWork, document: Document) -> None:
    supervisee = UUID(document["supervisee_id"])
    records.note_facts(uow, supervisee)
    since = date.fromisoformat(document["started_on"])
    uow.pending.touch(SubjectType.WORKER, supervisee, since)


AGREEMENTS = Kind(
    type=RecordType.AGREEMENT, document=AgreementDocument, read=AgreementRead, project=project
)
