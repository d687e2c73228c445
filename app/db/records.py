"""The register of records: find them, insert them, give them new versions, mark them deleted."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from app.db.base import columns_of, new_id, table_of
from app.db.line import canonical
from app.db.pending import Document, Noted, Stored
from app.db.prepared import Prepared
from app.db.tables import Record, RecordVersion
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned
from app.errors import NotFound
from app.vocabulary import RecordType, Verb

RECORD = columns_of(Record)
VERSIONS = table_of(RecordVersion)


def described(*, must_have_document: bool = True) -> Select[Any]:
    """A query for records, each with the document of its current version.

    A version that this unit of work has written is stored at its end: until then, no document.
    """
    return owned(
        Record,
        RECORD.id,
        RECORD.type,
        RECORD.parent_id,
        RECORD.source,
        RECORD.reference,
        RECORD.created_at,
        RECORD.updated_at,
        RECORD.source_updated_at,
        RECORD.deleted_at,
        VERSIONS.c.version,
        VERSIONS.c.document,
    ).join_from(
        table_of(Record),
        VERSIONS,
        (VERSIONS.c.organisation_id == RECORD.organisation_id)
        & (VERSIONS.c.record_id == RECORD.id)
        & (VERSIONS.c.version == RECORD.version),
        isouter=not must_have_document,
    )


WITH_ID = described().where(RECORD.type == bindparam("type"), RECORD.id == bindparam("id"))
WITH_REFERENCE = described().where(
    RECORD.type == bindparam("type"),
    RECORD.source == bindparam("source"),
    RECORD.reference == bindparam("reference"),
)
LOCK: dict[str, Any] = {"of": table_of(Record), "key_share": True}
BY_ID = {
    False: Prepared(WITH_ID),
    True: Prepared(WITH_ID.with_for_update(**LOCK)),
}
BY_REFERENCE = {
    False: Prepared(WITH_REFERENCE),
    True: Prepared(WITH_REFERENCE.with_for_update(**LOCK)),
}
WITHOUT_DOCUMENT = {
    "id": Prepared(
        owned(Record, RECORD.id)
        .where(RECORD.type == bindparam("type"), RECORD.id == bindparam("id"))
        .with_for_update(**LOCK)
    ),
    "reference": Prepared(
        owned(Record, RECORD.id)
        .where(
            RECORD.type == bindparam("type"),
            RECORD.source == bindparam("source"),
            RECORD.reference == bindparam("reference"),
        )
        .with_for_update(**LOCK)
    ),
}
AMONG = Prepared(described().where(RECORD.id.in_(bindparam("ids", expanding=True))))

VALUES: dict[str, BindParameter[object]] = {
    name: bindparam(f"new_{name}")
    for name in ("version", "updated_at", "source_updated_at", "deleted_at")
}
RENEW = Prepared(alteration(Record, "id").values(VALUES))
HEAR = Prepared(
    alteration(Record, "id").values(source_updated_at=bindparam("new_source_updated_at"))
)
NEW_FACTS = Prepared(alteration(Record, "id").values(facts_version=RECORD.facts_version + 1))
COLUMNS = tuple(column.name for column in RECORD)
INSERT = {
    True: Prepared(postgresql.insert(Record).on_conflict_do_nothing(), COLUMNS),
    False: Prepared(sqlite.insert(Record).on_conflict_do_nothing(), COLUMNS),
}


def stored(row: Found) -> Stored:
    """A record from a row of `described`."""
    return Stored(
        id=row.id,
        type=RecordType(row.type),
        parent_id=row.parent_id,
        source=row.source,
        reference=row.reference,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        source_updated_at=row.source_updated_at,
        deleted_at=row.deleted_at,
        document=json.loads(row.document),
    )


def find(uow: UnitOfWork, type: RecordType, id: UUID) -> Stored:
    """The record with this id, locked if this unit writes; a deleted one is not found."""
    pending = uow.pending.records.get(id)
    if pending is None:
        row = _locked(uow, BY_ID[uow.writes], "id", type=type.value, id=id)
        pending = stored(row) if row else None
    if pending is None or pending.type is not type or pending.deleted_at:
        raise NotFound("There is no such record.")
    return pending


def find_by_reference(
    uow: UnitOfWork, type: RecordType, source: str, reference: str
) -> Stored | None:
    """The record that its sender calls so, deleted or not; locked if this unit writes."""
    name = type, source, reference
    pending = uow.pending.named.get(name)
    if pending is not None:
        return pending
    if name in uow.pending.foreseen:
        return uow.pending.foreseen[name]
    values = {"type": type.value, "source": source, "reference": reference}
    row = _locked(uow, BY_REFERENCE[uow.writes], "reference", **values)
    return stored(row) if row else None


def _locked(uow: UnitOfWork, query: Prepared, by: str, **values: object) -> Found | None:
    """The row of a query with a lock, also where it waited for a writer of the same record.

    PostgreSQL then looks again at the record alone, which has a new version, and no longer finds
    the old version's document beside it. The record is ours by then, so a second look finds both.
    """
    row = uow.one(query, **values)
    if row is None and uow.writes and uow.is_postgresql and uow.one(WITHOUT_DOCUMENT[by], **values):
        return uow.one(query, **values)
    return row


def among(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Stored]:
    """Records by id, deleted ones too; those unknown are left out."""
    found = {id: uow.pending.records[id] for id in ids if id in uow.pending.records}
    missing = [id for id in ids if id not in found]
    if missing:
        found |= {row.id: stored(row) for row in uow.rows(AMONG, ids=missing)}
    return found


def draft(  # noqa: PLR0913  # a record has this many parts
    uow: UnitOfWork,
    type: RecordType,
    document: Document,
    *,
    parent_id: UUID | None = None,
    source: str | None = None,
    reference: str | None = None,
    source_updated_at: datetime | None = None,
) -> Stored:
    """A new record that is not stored yet."""
    return Stored(
        id=new_id(),
        type=type,
        parent_id=parent_id,
        source=source if reference else None,
        reference=reference,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        source_updated_at=source_updated_at,
        deleted_at=None,
        document=document,
    )


def insert(uow: UnitOfWork, new: Sequence[Stored]) -> bool:
    """Insert records unless one of their references is taken; then nothing may be relied on.

    Where inserts are gathered, one that is taken raises when they are sent.
    """
    rows = [
        {
            "id": record.id,
            "type": record.type.value,
            "parent_id": record.parent_id,
            "source": record.source,
            "reference": record.reference,
            "version": record.version,
            "facts_version": 0,
            "created_at": record.created_at,
            "updated_at": record.updated_at,
            "source_updated_at": record.source_updated_at,
            "deleted_at": None,
        }
        for record in new
    ]
    if uow.gathers:
        uow.insert(Record, rows)
    elif uow.insert_unless_taken(INSERT[uow.is_postgresql], rows) != len(rows):
        uow.pending.foreseen.clear()  # somebody else was quicker
        return False
    for record in new:
        uow.pending.references[str(record.id)] = record.reference
        _note(uow, record, Verb.CREATED)
    return True


def renew(uow: UnitOfWork, record: Stored, document: Document, verb: Verb = Verb.UPDATED) -> Stored:
    """Give a record its next version."""
    record.document = document
    record.version += 1
    record.updated_at = uow.now
    record.deleted_at = uow.now if verb is Verb.DELETED else None
    uow.run(
        RENEW,
        by_id=record.id,
        new_version=record.version,
        new_updated_at=record.updated_at,
        new_source_updated_at=record.source_updated_at,
        new_deleted_at=record.deleted_at,
    )
    _note(uow, record, verb)
    return record


def hear(uow: UnitOfWork, record: Stored, source_updated_at: datetime | None) -> None:
    """Remember that the source sent the same again, later; that makes no version."""
    if source_updated_at and source_updated_at != record.source_updated_at:
        record.source_updated_at = source_updated_at
        uow.run(HEAR, by_id=record.id, new_source_updated_at=source_updated_at)


def note_facts(uow: UnitOfWork, id: UUID) -> None:
    """Say that the rules know something new of a record from elsewhere: an agreement, a mapping."""
    if id not in uow.pending.facts_of:
        uow.pending.facts_of.add(id)
        uow.run(NEW_FACTS, by_id=id)


def _note(uow: UnitOfWork, record: Stored, verb: Verb) -> None:
    uow.pending.records[record.id] = record
    if record.reference is not None:
        uow.pending.named[record.type, record.source, record.reference] = record
    text = canonical(record.document)
    uow.pending.changes.append(
        Noted(
            record.type.value,
            record.id,
            verb,
            record.version,
            text,
            record.updated_at,
            record.source_updated_at,
        )
    )


def changed_after(seq: int) -> ColumnElement[bool]:
    """The condition on `described` that a record has a version newer than a change."""
    newer = owned(RecordVersion, VERSIONS.c.record_id).where(VERSIONS.c.seq > seq)
    return RECORD.id.in_(newer)


STANDING = RECORD.deleted_at.is_(None)
"""The condition on `described` that a record has not been entered in error."""
