"""Which day a question is about, and whose knowledge answers it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema
from sqlalchemy import ColumnElement

from app.db.base import LIVE, Columns, columns_of
from app.db.line import last_at, seq_at
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork
from app.fields import as_day, as_instant

E = columns_of(ExpectationRow)
DAY_LENGTH = len("2026-11-02")


def _day_or_instant(value: object) -> date | datetime:
    if isinstance(value, str) and len(value) == DAY_LENGTH:
        return as_day(value)
    return as_instant(value)


KnownAt = Annotated[
    date | datetime,
    BeforeValidator(_day_or_instant),
    WithJsonSchema({"type": "string", "description": "An instant, or a day: its end."}),
    Field(description="What we had been told by then; an instant, or a day for its end."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The day a question is about, and the last change that its answer may know of."""

    as_at: date
    known_at: datetime
    seq: int | None

    @property
    def is_known(self) -> ColumnElement[bool]:
        """The condition that a stretch was known then; None for `seq` means now."""
        return self.knows(E)

    def knows(self, columns: Columns) -> ColumnElement[bool]:
        """The same for the columns of another view of the stretches."""
        if self.seq is None:
            return columns.known_until == LIVE
        return (columns.known_from <= self.seq) & (columns.known_until > self.seq)


def asked(uow: UnitOfWork, as_at: date | None, known_at: date | datetime | None) -> Asked:
    """Today and now unless told; what lies in the future is known as of now.

    Now is the instant of the last change that this snapshot holds: asked with it again, the answer
    is the same, although another change may be numbered before this instant's end.
    """
    instant = _instant(uow, known_at)
    if instant is None or instant >= uow.now:
        return Asked(as_at or uow.today, last_at(uow), None)
    return Asked(as_at or uow.today, instant, seq_at(uow, instant))


def seq_known(uow: UnitOfWork, known_at: date | datetime | None) -> int | None:
    """The last change that was known then; None for all that is known now."""
    instant = _instant(uow, known_at)
    return None if instant is None or instant >= uow.now else seq_at(uow, instant)


def _instant(uow: UnitOfWork, known_at: date | datetime | None) -> datetime | None:
    if known_at is None or isinstance(known_at, datetime):
        return known_at
    midnight = datetime.combine(
        known_at + timedelta(days=1), time(), ZoneInfo(uow.client.time_zone)
    )
    return midnight - timedelta(microseconds=1)


def at_seq(moment: Asked, seq: int) -> Asked:
    """The same question at a fixed change, for an answer that takes several reads."""
    return Asked(moment.as_at, moment.known_at, seq)


def parameters(moment: Asked) -> dict[str, Any]:
    """How every answer says what it was asked."""
    return {"as_at": moment.as_at, "known_at": moment.known_at}
