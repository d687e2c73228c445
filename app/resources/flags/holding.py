"""An expectation that somebody does something about: its stretches, and nobody else writing it."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import LIVE, columns_of
from app.db.prepared import Prepared
from app.db.tables import ExpectationRow, Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound

E, RECORD = columns_of(ExpectationRow), columns_of(Record)
SUBJECT = Prepared(owned(ExpectationRow, E.subject_id).where(E.id == bindparam("id")).limit(1))
STRETCHES = Prepared(owned(ExpectationRow).where(E.id == bindparam("id"), E.known_until == LIVE))
TURN = Prepared(
    owned(Record, RECORD.id).where(RECORD.id == bindparam("id")).with_for_update(key_share=True)
)
VERSION = Prepared(owned(Record, RECORD.version).where(RECORD.id == bindparam("id")))


def hold(uow: UnitOfWork, id: UUID) -> UUID:
    """Whose an expectation is, or was before it was gone; writers of the stream wait for us."""
    row = uow.one(SUBJECT, id=id)
    if row is None:
        raise NotFound("There is no such expectation.")
    uow.rows(TURN, id=row.subject_id)
    subject_id: UUID = row.subject_id
    return subject_id


def stretches(uow: UnitOfWork, id: UUID) -> Sequence[Found]:
    """The stretches known now, the first first; none of what is gone."""
    return sorted(uow.rows(STRETCHES, id=id), key=attrgetter("from_on"))


def standing(uow: UnitOfWork, id: UUID) -> Sequence[Found]:
    """The same of what must be there, held."""
    hold(uow, id)
    found = stretches(uow, id)
    if not found:
        raise NotFound("There is no such expectation.")
    return found


def place(stretch: Found) -> dict[str, Any]:
    """Where an expectation stands: what takes its place stands there, too."""
    return {name: getattr(stretch, name) for name in ("rule", "subject_id", "opened_on")}


def version_of_subject(uow: UnitOfWork, id: UUID) -> int:
    """The version of the record that an expectation is about."""
    version: int = uow.only(VERSION, id=id).version
    return version
