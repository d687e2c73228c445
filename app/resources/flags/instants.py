"""When changes of the line were made, by whom, and which of them were changes of policy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Change
from app.db.unit_of_work import UnitOfWork, owned
from app.vocabulary import Verb

CHANGE = columns_of(Change)
SEQS: BindParameter[list[int]] = bindparam("seqs", expanding=True)
OF_POLICY = ("policies", "calendar", "calendars", "jobs")
MADE_AT = Prepared(
    owned(Change, CHANGE.seq, CHANGE.at, CHANGE.client_id, CHANGE.on_behalf_of).where(
        CHANGE.seq.in_(SEQS), CHANGE.position == 0
    )
)
POLICY_CHANGES = Prepared(
    owned(Change, CHANGE.seq).where(CHANGE.seq.in_(SEQS), CHANGE.type.in_(OF_POLICY))
)
RECEIVED = Prepared(
    owned(Change, CHANGE.seq, CHANGE.subject_id).where(
        CHANGE.seq.in_(SEQS),
        CHANGE.subject_id.in_(bindparam("ids", expanding=True)),
        CHANGE.verb.in_((Verb.CREATED.value, Verb.RESTORED.value)),
    )
)


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


def policy_changes(uow: UnitOfWork, seqs: Collection[int]) -> set[int]:
    """Those that changed a policy or a calendar, or brought one in."""
    return {row.seq for row in uow.rows(POLICY_CHANGES, seqs=sorted(seqs))}


def received(
    uow: UnitOfWork, seqs: Collection[int], ids: Collection[UUID]
) -> set[tuple[int, UUID]]:
    """Which of some records came, or came back, in which of these changes."""
    if not ids:
        return set()
    rows = uow.rows(RECEIVED, seqs=sorted(seqs), ids=sorted(ids))
    return {(row.seq, row.subject_id) for row in rows}
