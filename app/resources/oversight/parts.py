"""The actions of an oversight note: they move with it, go with it and come back with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, described, stored
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Conflict
from app.resources.actions import nested
from app.resources.actions.kind import ACTIONS
from app.resources.records import service as shared
from app.resources.records.schemas import IncomingRecord

ACTION = columns_of(Action)
ACTIONS_OF = Prepared(owned(Action, ACTION.id).where(ACTION.note_id == bindparam("note_id")))
WITHDRAWN = Prepared(
    described().where(
        RECORD.parent_id == bindparam("parent_id"), RECORD.deleted_at == bindparam("deleted_at")
    )
)
AS_THE_NOTE = IncomingRecord()


def taken_out(document: Document) -> list[Document]:
    """Take the actions out of what was sent."""
    return document.pop("actions", None) or []


def store(uow: UnitOfWork, note: Stored, sent: list[Document], *, is_new: bool = False) -> bool:
    """Bring a note's actions to what was sent; whether that changed any."""
    origin = nested.Origin(note, is_new, lambda one: {**one, "oversight_note_id": str(note.id)})
    new, changed = nested.merged(uow, origin, sent)
    if new and not records.insert(uow, new):
        raise Conflict("Another action has one of these references.", code="reference-taken")
    if is_new:
        uow.pending.children[note.id] = [action.id for action in new]
    nested.insert_rows(uow, new)
    return changed or bool(new)


def follow(uow: UnitOfWork, note: Stored) -> None:
    """The note may have moved: its actions were agreed on its day."""
    for action in _of(uow, note.id):
        ACTIONS.checked(uow, action, action.document)
        ACTIONS.project(uow, action, action.document, action.document)


def withdraw(uow: UnitOfWork, note: Stored) -> None:
    """Mark a note's actions as entered in error, too."""
    for action in _of(uow, note.id):
        shared.remove(uow, ACTIONS, action)


def restore(uow: UnitOfWork, note: Stored, deleted_at: datetime | None) -> None:
    """Bring back the actions that were withdrawn together with the note."""
    for row in uow.rows(WITHDRAWN, parent_id=note.id, deleted_at=deleted_at):
        shared.apply(uow, ACTIONS, stored(row), {}, AS_THE_NOTE)


def _of(uow: UnitOfWork, note_id: UUID) -> list[Stored]:
    ids = [row.id for row in uow.rows(ACTIONS_OF, note_id=note_id)]
    return list(records.among(uow, ids).values())
