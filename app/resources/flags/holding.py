"""An expectation that somebody does something about: its stretches, and nobody else writing it."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import LIVE, columns_of
from app.db.prepared import Prepared
from app.db.tables import ExpectationRow, Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound

E, RECORD = columns_of(ExpectationRow), columns_of(Record)
STRETCHES = Prepared(owned(ExpectationRow).where(E.id == bindparam("id"), E.known_until == LIVE))
TURN = Prepared(
    owned(Record, RECORD.id).where(RECORD.id == bindparam("id")).with_for_update(key_share=True)
)
VERSION = Prepared(owned(Record, RECORD.version).where(RECORD.id == bindparam("id")))


def stretches(uow: UnitOfWork, id: UUID) -> Sequence[Found]:
    """The stretches known now, the first first; writers of the stream wait until we end."""
    rows = uow.rows(STRETCHES, id=id)
    if rows:
        uow.rows(TURN, id=rows[0].subject_id)
        rows = uow.rows(STRETCHES, id=id)  # it may have had to wait for one of them
    if not rows:
        raise NotFound("There is no such expectation.")
    return sorted(rows, key=attrgetter("from_on"))


def version_of_subject(uow: UnitOfWork, id: UUID) -> int:
    """The version of the record that an expectation is about."""
    version: int = uow.only(VERSION, id=id).version
    return version
