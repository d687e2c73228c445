"""The subject of a page, and which records may say something about it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from app.db import history, records
from app.db.base import LIVE, columns_of
from app.db.tables import Agreement, ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations.asking import Asked
from app.vocabulary import RecordType

AGREEMENT = columns_of(Agreement)
E = columns_of(ExpectationRow)
NEWEST = LIVE - 1
"""A change that comes after all that are made: as known then, everything is as it is now."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A worker or a case, and the clock of its supervision."""

    type: RecordType
    id: UUID
    clock: str

    @property
    def is_case(self) -> bool:
        """Whether it is a case."""
        return self.type is RecordType.CASE

    @property
    def is_about(self) -> ColumnElement[bool]:
        """Stretches of the subject and, of a worker, of the agreements to supervise them."""
        is_its_own = E.subject_id == self.id
        if self.is_case:
            return is_its_own
        agreements = owned(Agreement, AGREEMENT.id).where(AGREEMENT.supervisee_id == self.id)
        return or_(is_its_own, E.subject_id.in_(agreements))


def worker(id: UUID) -> Subject:
    """A worker, supervised in person."""
    return Subject(RecordType.WORKER, id, "personal-timescale")


def case(id: UUID) -> Subject:
    """A case, discussed."""
    return Subject(RecordType.CASE, id, "case-timescale")


def reference(uow: UnitOfWork, subject: Subject, moment: Asked) -> str | None:
    """What its sender calls it; NotFound where it did not stand then."""
    if moment.seq is None:
        return records.find(uow, subject.type, subject.id).reference
    return history.find(uow, subject.type, subject.id, moment.seq).reference


def seq_of(moment: Asked) -> int:
    """The last change that may be known."""
    return NEWEST if moment.seq is None else moment.seq
