"""The register's past: records as they stood after a change, and all their versions."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.sql.elements import Label

from app.db.base import columns_of, table_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, VERSIONS, stored
from app.db.tables import Change, Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound
from app.vocabulary import RecordType

CHANGE = columns_of(Change)
LATER = VERSIONS.alias("later")
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
KNOWN_BY = (
    select(func.max(LATER.c.version))
    .where(
        LATER.c.organisation_id == RECORD.organisation_id,
        LATER.c.record_id == RECORD.id,
        # A sum, which no index holds: SQLite would rather walk all changes before this one.
        LATER.c.seq + 0 <= bindparam("seq"),
    )
    .correlate(table_of(Record))
    .scalar_subquery()
)
"""The version of a record that stood after the change numbered `seq`."""

DELETED_AT: Label[object] = case((VERSIONS.c.deleted, VERSIONS.c.updated_at)).label("deleted_at")
WITH_VERSIONS = owned(
    Record,
    RECORD.id,
    RECORD.type,
    RECORD.parent_id,
    RECORD.source,
    RECORD.reference,
    RECORD.created_at,
    VERSIONS.c.updated_at,
    VERSIONS.c.source_updated_at,
    DELETED_AT,
    VERSIONS.c.version,
    VERSIONS.c.document,
).join_from(
    table_of(Record),
    VERSIONS,
    (VERSIONS.c.organisation_id == RECORD.organisation_id) & (VERSIONS.c.record_id == RECORD.id),
)


THEN = WITH_VERSIONS.where(VERSIONS.c.version == KNOWN_BY)
AMONG = Prepared(THEN.where(RECORD.id.in_(IDS)))
PARTS = Prepared(THEN.where(RECORD.parent_id.in_(IDS), VERSIONS.c.deleted.is_(False)))
VERSIONS_OF = Prepared(
    WITH_VERSIONS.add_columns(
        VERSIONS.c.seq, CHANGE.at, CHANGE.verb, CHANGE.client_id, CHANGE.on_behalf_of
    )
    .join(
        table_of(Change),
        (CHANGE.organisation_id == VERSIONS.c.organisation_id)
        & (CHANGE.seq == VERSIONS.c.seq)
        & (CHANGE.subject_id == VERSIONS.c.record_id)
        & (CHANGE.version == VERSIONS.c.version),
    )
    .where(
        RECORD.type == bindparam("type"),
        RECORD.id == bindparam("id"),
        VERSIONS.c.version > bindparam("after"),
    )
    .order_by(VERSIONS.c.version)
    .limit(bindparam("most"))
)


def among(uow: UnitOfWork, ids: Collection[UUID], seq: int) -> dict[UUID, Stored]:
    """Records by id, as they stood after a change; those unknown then are left out."""
    if not ids:
        return {}
    return {row.id: stored(row) for row in uow.rows(AMONG, ids=list(ids), seq=seq)}


def find(uow: UnitOfWork, type: RecordType, id: UUID, seq: int) -> Stored:
    """The record with this id as it stood after a change; one that was deleted is not found."""
    found = among(uow, [id], seq).get(id)
    if found is None or found.type is not type or found.deleted_at:
        raise NotFound("There was no such record then.")
    return found


def parts(uow: UnitOfWork, parents: Collection[UUID], seq: int) -> list[Stored]:
    """What belonged to some records and stood after a change."""
    found = [stored(row) for row in uow.rows(PARTS, ids=list(parents), seq=seq)]
    return sorted(found, key=lambda part: part.id)


def versions(
    uow: UnitOfWork, type: RecordType, id: UUID, after: int, most: int
) -> Sequence[tuple[Stored, Found]]:
    """A record's versions after one of them, each with the change that made it."""
    rows = uow.rows(VERSIONS_OF, type=type.value, id=id, after=after, most=most)
    return [(stored(row), row) for row in rows]
