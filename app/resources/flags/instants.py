"""When changes of the line were made, by whom, and what they brought."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db import jobs
from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Change
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.vocabulary import RecordType, Verb

CHANGE = columns_of(Change)
SEQS: BindParameter[list[int]] = bindparam("seqs", expanding=True)
MADE_AT = Prepared(
    owned(Change, CHANGE.seq, CHANGE.at, CHANGE.client_id, CHANGE.on_behalf_of).where(
        CHANGE.seq.in_(SEQS), CHANGE.position == 0
    )
)
BROUGHT = Prepared(
    owned(Change, CHANGE.seq, CHANGE.type, CHANGE.subject_id, CHANGE.version, CHANGE.verb)
    .where(CHANGE.seq.in_(SEQS), CHANGE.type != "flags")
    .order_by(CHANGE.seq, CHANGE.position)
)
OF_POLICY = frozenset({"policies", "calendar", jobs.NOTED})
RECORDS = frozenset(RecordType)
CAME = frozenset({Verb.CREATED, Verb.RESTORED})


@dataclass(frozen=True, slots=True)
class Made:
    """When a change was made, and by whom."""

    at: datetime
    client_id: UUID
    on_behalf_of: UUID | None


def made(uow: UnitOfWork, seqs: Collection[int]) -> dict[int, Made]:
    """By number."""
    rows = uow.rows(MADE_AT, seqs=sorted(seqs)) if seqs else ()
    return {row.seq: Made(row.at, row.client_id, row.on_behalf_of) for row in rows}


class Brought(NamedTuple):
    """What one change of the line brought, in the order in which it stands there."""

    rows: tuple[Found, ...] = ()

    @property
    def is_of_policy(self) -> bool:
        """Whether it changed a policy or a calendar, or brought one in."""
        return any(row.type in OF_POLICY for row in self.rows)

    @property
    def records(self) -> tuple[Found, ...]:
        """The records that it wrote, the one that was sent first."""
        return tuple(row for row in self.rows if row.type in RECORDS)

    @property
    def received(self) -> frozenset[UUID]:
        """The records that came with it, or came back."""
        return frozenset(row.subject_id for row in self.records if row.verb in CAME)


def brought(uow: UnitOfWork, seqs: Collection[int]) -> dict[int, Brought]:
    """By number, what changes brought; of those that brought flags alone there is nothing."""
    found: dict[int, list[Found]] = defaultdict(list)
    for row in uow.rows(BROUGHT, seqs=sorted(seqs)) if seqs else ():
        found[row.seq].append(row)
    return {seq: Brought(tuple(rows)) for seq, rows in found.items()}
