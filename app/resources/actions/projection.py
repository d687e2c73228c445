"""An action's row for the rules, and which streams it belongs to."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.tables import Action, OversightNote, SupervisionSession
from app.db.tables.action import OPEN
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Conflict, Fault, Invalid
from app.resources.actions.schemas import ActionDocument
from app.resources.records.days import day
from app.vocabulary import RecordType, SessionStatus, SubjectType

ACTION = columns_of(Action)
SESSION = columns_of(SupervisionSession)
NOTE = columns_of(OversightNote)
STOOD = Prepared(owned(Action, ACTION.agreed_on).where(ACTION.id == bindparam("id")))
AGREED_IN_SESSION = Prepared(
    owned(SupervisionSession, SESSION.day, SESSION.started_at).where(SESSION.id == bindparam("id"))
)
AGREED_IN_NOTE = Prepared(
    owned(OversightNote, NOTE.decided_on, NOTE.case_id).where(NOTE.id == bindparam("id"))
)


class Agreed(NamedTuple):
    """What decides whether an action can be reviewed, and whom its reviews concern."""

    id: UUID
    agreed_on: date
    session_id: UUID | None
    supervisee_id: UUID | None
    case_id: UUID | None


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the action's row anew; touch the streams it belonged and belongs to."""
    if before is not None:
        stood = uow.one(STOOD, id=record.id)  # its session may have moved meanwhile
        uow.remove(Action, "id", record.id)
        uow.pending.actions.pop(record.id, None)
        _touch(uow, record.id, before, stood.agreed_on if stood else None)
    if after is not None:
        rows = [row(uow, record.id, after)]
        uow.insert(Action, rows)
        remember(uow, rows)
        touch(uow, record.id, after)


def remember(uow: UnitOfWork, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a review in the same unit of work will ask about actions."""
    names = Agreed._fields
    uow.pending.actions |= {row["id"]: Agreed(*(row[name] for name in names)) for row in rows}


def origin(document: Document) -> UUID:
    """The session or the oversight note that an action came from."""
    return UUID(document["session_id"] or document["oversight_note_id"])


def touch(uow: UnitOfWork, id: UUID, document: Document) -> None:
    """The action's stream has to be evaluated again from the day it was agreed."""
    agreed_on, _ = agreed(uow, document)
    _touch(uow, id, document, agreed_on)


def _touch(uow: UnitOfWork, id: UUID, document: Document, agreed_on: date | None) -> None:
    subject = (SubjectType.CASE, document["case_id"])
    if document["case_id"] is None:
        subject = (SubjectType.WORKER, document["supervisee_id"])
    if subject[1] is not None:
        uow.pending.touch(subject[0], UUID(subject[1]), agreed_on, frozenset({id}))


def row(uow: UnitOfWork, id: UUID, document: Document) -> dict[str, Any]:
    """The columns of an action; the evaluation corrects those that follow from its reviews."""
    agreed_on, started_at = agreed(uow, document)
    due_on = day(document["due_on"])
    closed_on = day(document["completed_on"] or document["dropped_on"])
    return {
        "id": id,
        "session_id": id_or_none(document["session_id"]),
        "note_id": id_or_none(document["oversight_note_id"]),
        "supervisee_id": None if document["case_id"] else id_or_none(document["supervisee_id"]),
        "case_id": id_or_none(document["case_id"]),
        "owner_id": id_or_none(document["owner_id"]),
        "agreed_on": agreed_on,
        "agreed_started_at": started_at,
        "due_on": due_on,
        "closed_on": closed_on,
        "dropped": document["dropped_on"] is not None,
        "settled_on": closed_on or OPEN,
        "current_due_on": due_on,
        "status": document["status"],
        "carried_forward": 0,
    }


def agreed(uow: UnitOfWork, document: Document) -> tuple[date, datetime | None]:
    """The day an action was agreed, and the start of its session where that is known."""
    id = origin(document)
    known = uow.pending.agreed.get(id)
    if known is None:
        found = uow.one(AGREED_IN_SESSION if document["session_id"] else AGREED_IN_NOTE, id=id)
        if found is None:
            raise Conflict(
                "What this action came from was entered in error; put that again first.",
                code="illegal-transition",
            )
        known = (
            (found.day, found.started_at) if document["session_id"] else (found.decided_on, None)
        )
        uow.pending.agreed[id] = known
    return known


def prepare(uow: UnitOfWork, record: Stored | None, document: Document) -> Document:
    """A new action belongs to its note's case, or to a supervisee of its session, from birth."""
    if record is not None or document.get("supervisee_id") is not None:
        return document
    if document.get("oversight_note_id"):  # locked, so that it neither goes nor moves meanwhile
        note = records.find(uow, RecordType.OVERSIGHT_NOTE, UUID(document["oversight_note_id"]))
        return {**document, "case_id": document.get("case_id") or note.document["case_id"]}
    if document.get("session_id"):
        session = records.find(uow, RecordType.SESSION, UUID(document["session_id"])).document
        if session["status"] != SessionStatus.HELD:
            raise Invalid("Only a held session has actions.", code="not-held")
        supervisee = supervisee_of(session, document.get("owner_id"))
        return {**document, "supervisee_id": supervisee}
    return document


def supervisee_of(session: Document, owner_id: str | None) -> str | None:
    """Whose stream an action without a case is in: its owner's, else the first supervisee's."""
    supervisees: list[str] = session["supervisee_ids"]
    if owner_id in supervisees:
        return owner_id
    return supervisees[0] if supervisees else None


def examine(uow: UnitOfWork, record: Stored | None, action: ActionDocument) -> None:
    """Refuse an origin that moves, and days that lie before the action was agreed."""
    document = action.model_dump(mode="json")
    if record and any(
        record.document[name] != document[name] for name in ("session_id", "oversight_note_id")
    ):
        raise Invalid("An action stays with the session or note that it came from.")
    agreed_on, _ = agreed(uow, document)
    detail = "An action cannot be due before the session that set it."
    _not_before(agreed_on, action.due_on, Fault("due-before-agreed", detail, "/due_on"))
    detail = "An action cannot be completed before it was agreed."
    fault = Fault("completed-before-agreed", detail, "/completed_on")
    _not_before(agreed_on, action.completed_on, fault)


def _not_before(agreed_on: date, on: date | None, fault: Fault) -> None:
    if on and on < agreed_on:
        raise Invalid("An action's days are in the wrong order.", faults=(fault,))


def id_or_none(text: str | None) -> UUID | None:
    """An id from a document."""
    return UUID(text) if text else None
