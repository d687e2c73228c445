"""What can be done with any record: record, change, put, remove, find, list."""

from uuid import UUID

from app.db import records
from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.errors import Conflict
from app.resources.records.kinds import Kind
from app.resources.records.merging import merged
from app.resources.records.pointers import resolve
from app.resources.records.schemas import IncomingRecord, NewRecord
from app.vocabulary import Outcome, Verb
from app.web.conditional import Expected

SendersKey = tuple[str, str | None]
"""What the sender calls a record: source and reference."""


def record(uow: UnitOfWork, kind: Kind, new: NewRecord) -> Stored:
    """Store a record that is sent for the first time; a reference that is taken is a conflict."""
    document = resolve(uow, new)
    source, reference = taken_out(document)
    return add(uow, kind, document, (source or uow.client.source, reference), new)


def taken_out(document: Document) -> tuple[str | None, str | None]:
    """Take the envelope's fields out of what was sent; give source and reference."""
    document.pop("source_updated_at", None)
    return document.pop("source", None), document.pop("reference", None)


def add(
    uow: UnitOfWork, kind: Kind, document: Document, key: SendersKey, sent: IncomingRecord
) -> Stored:
    """Store a new record from a resolved document; a reference that is taken is a conflict."""
    new = add_unless_taken(uow, kind, document, key, sent)
    if new is None:
        raise taken(uow, kind, *key)
    return new


def add_unless_taken(
    uow: UnitOfWork, kind: Kind, document: Document, key: SendersKey, sent: IncomingRecord
) -> Stored | None:
    """Store a new record from a resolved document; None where another has its reference."""
    source, reference = key
    whole = kind.checked(uow, None, document)
    new = records.draft(
        uow,
        kind.type,
        whole,
        parent_id=kind.parent(whole),
        source=source,
        reference=reference,
        source_updated_at=sent.source_updated_at,
    )
    if not records.insert(uow, [new]):
        return None
    kind.project(uow, new, None, new.document)
    return new


def taken(uow: UnitOfWork, kind: Kind, source: str, reference: str | None) -> Conflict:
    """The refusal of a reference that another record has already."""
    held = records.find_by_reference(uow, kind.type, source, reference or "")
    return Conflict(
        f"There is already a {kind.name} with this reference; put or patch it instead.",
        code="reference-taken",
        location=f"/v1/{kind.type.value}/{held.id}" if held else None,
    )


def change(
    uow: UnitOfWork, kind: Kind, id: UUID, patch: IncomingRecord, expected: Expected
) -> Stored:
    """Merge a patch into a record, if it is still at the version that the caller expects."""
    held = records.find(uow, kind.type, id)
    expected.check(held.version)
    document = resolve(uow, patch, held)
    taken_out(document)
    apply(uow, kind, held, document, patch)
    return held


def apply(
    uow: UnitOfWork, kind: Kind, held: Stored, change: Document, sent: IncomingRecord
) -> Outcome:
    """Merge a resolved change into a record; say whether that made a new version."""
    held.document = before = kind.whole(held.document)
    was_deleted = held.deleted_at is not None
    document = kind.checked(uow, held, merged(before, change))
    document = kind.settle(uow, before, change, document)
    if document == before and not was_deleted:
        records.hear(uow, held, sent.source_updated_at)
        return Outcome.UNCHANGED
    held.source_updated_at = sent.source_updated_at or held.source_updated_at
    rewrite(uow, kind, held, document)
    return Outcome.RESTORED if was_deleted else Outcome.UPDATED


def rewrite(uow: UnitOfWork, kind: Kind, held: Stored, document: Document) -> None:
    """Give a record its next version, and its rows what they then say."""
    before = None if held.deleted_at else held.document
    records.renew(uow, held, document, Verb.UPDATED if before else Verb.RESTORED)
    kind.project(uow, held, before, document)


def put(
    uow: UnitOfWork, kind: Kind, source: str, reference: str, sent: IncomingRecord
) -> tuple[Stored, Outcome]:
    """Create or update a record by its sender's key; safe however many send it at once."""
    held = records.find_by_reference(uow, kind.type, source, reference)
    if held is not None and is_stale(held, sent):
        return held, Outcome.STALE_IGNORED
    document = resolve(uow, sent, held)
    taken_out(document)
    if held is not None:
        return held, apply(uow, kind, held, document, sent)
    new = add_unless_taken(uow, kind, document, (source, reference), sent)
    return (new, Outcome.CREATED) if new else put(uow, kind, source, reference, sent)


def is_stale(held: Stored, sent: IncomingRecord) -> bool:
    """Whether the source has told us of a later state already."""
    return bool(
        held.source_updated_at
        and sent.source_updated_at
        and sent.source_updated_at < held.source_updated_at
    )


def remove(uow: UnitOfWork, kind: Kind, held: Stored) -> None:
    """Mark a record as entered in error: kept in its history, gone from rules and lists."""
    records.renew(uow, held, held.document, Verb.DELETED)
    kind.project(uow, held, held.document, None)
