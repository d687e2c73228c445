"""The actions of an oversight note: they move with it, go with it and come back with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, described, stored
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork, owned
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
