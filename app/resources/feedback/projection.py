"""A feedback record's row for the rules, and whose stream it touches."""

from datetime import date
from typing import Any
from uuid import UUID

from app.db import records
from app.db.pending import Document, Stored
from app.db.tables import Feedback
from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Invalid
from app.resources.feedback.schemas import FeedbackDocument
from app.resources.records.days import day_of_session
from app.vocabulary import RecordType, SessionStatus, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the feedback's row anew; touch the supervisees of its session."""
    session = session_of(uow, after or before or {})
    if before is not None:
        uow.remove(Feedback, "id", record.id)
    if after is not None:
        uow.insert(Feedback, [row(uow, record.id, after, session)])
    touch(uow, after or before or {}, session)


def touch(uow: UnitOfWork, document: Document, session: Document) -> None:
    """The supervisees' streams have to be evaluated again from the session's day."""
    since = day_of_session(uow, session)
    for worker in session["supervisee_ids"]:
        uow.pending.touch(SubjectType.WORKER, UUID(worker), since)


def row(uow: UnitOfWork, id: UUID, document: Document, session: Document) -> dict[str, Any]:
    """The columns of a feedback record; without a day it is of its session's day."""
    given_on = document["given_on"]
    return {
        "id": id,
        "session_id": UUID(document["session_id"]),
        "worker_id": UUID(document["worker_id"]),
        "direction": document["direction"],
        "score": document["score"],
        "declined": bool(document["declined"]),
        "given_on": date.fromisoformat(given_on) if given_on else day_of_session(uow, session),
    }


def session_id(document: Document) -> UUID:
    """The session that feedback is on."""
    return UUID(document["session_id"])


def session_of(uow: UnitOfWork, document: Document) -> Document:
    """The document of the session that the feedback is on, deleted or not."""
    id = session_id(document)
    return records.among(uow, [id])[id].document


def prepare(uow: UnitOfWork, record: Stored | None, document: Document) -> Document:
    """Feedback without a worker is that of the only supervisee."""
    if document.get("worker_id") is not None or document.get("session_id") is None:
        return document
    session = records.find(uow, RecordType.SESSION, UUID(document["session_id"]))
    return completed(session.document, document)


def completed(session: Document, document: Document) -> Document:
    """Feedback without a worker is that of the only supervisee."""
    if document.get("worker_id") is None and len(session["supervisee_ids"]) == 1:
        return {**document, "worker_id": session["supervisee_ids"][0]}
    return document


def examine(uow: UnitOfWork, record: Stored | None, feedback: FeedbackDocument) -> None:
    """Refuse feedback on a session that was not held, or by someone who was not there."""
    id = feedback.session_id
    session = records.find(uow, RecordType.SESSION, id).document
    if record and record.document["session_id"] != str(id):
        raise Invalid("Feedback stays with its session.")
    check(session, str(feedback.worker_id))


def check(session: Document, worker_id: str, place: str = "") -> None:
    """Refuse feedback that the session cannot have."""
    if session["status"] != SessionStatus.HELD:
        raise Invalid("Only a held session has feedback.", code="not-held")
    if worker_id not in (*session["supervisee_ids"], *session["supervisor_ids"]):
        fault = Fault(
            "not-present", "Feedback is by or for someone who took part.", f"{place}/worker_ref"
        )
        raise Invalid("Feedback names a worker who was not there.", faults=(fault,))
