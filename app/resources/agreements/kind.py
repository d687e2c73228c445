"""Agreements as a type of record."""

from datetime import date
from uuid import UUID

from app.db import clients, records
from app.db.pending import Document, Stored
from app.db.tables import Agreement
from app.db.unit_of_work import UnitOfWork
from app.resources.agreements.schemas import AgreementDocument, AgreementRead
from app.resources.records.days import day
from app.resources.records.kinds import Kind
from app.resources.workers.carrying import touch_carried
from app.vocabulary import RecordType, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the agreement's row anew; it concerns all that its supervisee carries."""
    if before is None:
        clients.hold(uow)  # else a policy that is added meanwhile would not reach it
    else:
        uow.remove(Agreement, "id", record.id)
    if after is not None:
        row = {
            "id": record.id,
            "supervisee_id": UUID(after["supervisee_id"]),
            "supervisor_id": UUID(after["supervisor_id"]),
            "started_on": day(after["started_on"]),
            "ended_on": day(after["ended_on"]),
            "interval_days": after["interval_days"],
            "signed_on": day(after["signed_on"]),
            "reviews": after["reviews"],
        }
        uow.insert(Agreement, [row])
    uow.pending.touch(SubjectType.AGREEMENT, record.id, None)
    for document in (before, after):
        if document is not None:
            _touch(uow, document)


def _touch(uow: UnitOfWork, document: Document) -> None:
    """It says who supervises, and perhaps how often: in the worker's stream and their cases'."""
    supervisee = UUID(document["supervisee_id"])
    records.note_facts(uow, supervisee)
    since = date.fromisoformat(document["started_on"])
    uow.pending.touch(SubjectType.WORKER, supervisee, since)
    touch_carried(uow, [supervisee], since)


AGREEMENTS = Kind(
    type=RecordType.AGREEMENT, document=AgreementDocument, read=AgreementRead, project=project
)
