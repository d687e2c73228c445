"""Turns the sender's references into our ids on the way in, and adds them again on the way out."""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.naming import Name, in_parts
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import described
from app.db.tables import Record
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Fault, Invalid
from app.resources.records import pointing
from app.resources.records.pointing import Sent, Wanted
from app.resources.records.schemas import Incoming
from app.vocabulary import RecordType

RECORD = columns_of(Record)
NAMES = (RECORD.id, RECORD.type, RECORD.source, RECORD.reference)
BY_NAME = Prepared(
    owned(Record, *NAMES).where(
        RECORD.type.in_(bindparam("types", expanding=True)),
        RECORD.source.in_(bindparam("sources", expanding=True)),
        RECORD.reference.in_(bindparam("references", expanding=True)),
        RECORD.deleted_at.is_(None),
    )
)
STANDING = Prepared(
    owned(Record, *NAMES).where(
        RECORD.id.in_(bindparam("ids", expanding=True)), RECORD.deleted_at.is_(None)
    )
)
NAMED = Prepared(owned(Record, *NAMES).where(RECORD.id.in_(bindparam("ids", expanding=True))))
PARTS = Prepared(described().where(RECORD.parent_id == bindparam("parent_id")))


def resolve(uow: UnitOfWork, incoming: Incoming, held: Stored | None = None) -> Document:
    """What was sent, as a document: only the fields sent, ids in place of references.

    Nothing new can point at what was entered in error; what `held` points at already, still may.
    """
    sent = uow.pending.read.pop(id(incoming), None) or pointing.read(incoming, uow.client.source)
    wanted = list(sent.wanted)
    found = _find(uow, wanted)
    if held is not None and any(want.key not in found for want in wanted):
        found |= _pointed_at(uow, held)
    missing = [want.place for want in wanted if want.key not in found]
    if missing:
        raise Invalid(
            "A record that is pointed at does not exist.",
            code="reference-not-found",
            faults=tuple(
                Fault("reference-not-found", "There is no such record.", pointer=place)
                for place in missing
            ),
        )
    for slot in sent.slots:
        slot.fill(found)
    return sent.document


def foresee(uow: UnitOfWork, incomings: Iterable[Incoming]) -> None:
    """Read what will be written and look up all that it points at, in few queries."""
    names: set[Name] = set()
    uow.pending.read.clear()  # what was read and not written is gone, and others may have its place
    for incoming in incomings:
        with suppress(Invalid):  # it is refused when its turn comes
            sent = uow.pending.read[id(incoming)] = pointing.read(incoming, uow.client.source)
            names |= sent.names()
    for asked in in_parts(names):
        found = _by_name(uow, set(asked))
        uow.pending.pointed |= {name: found.get(name) for name in asked}


def unknown(uow: UnitOfWork, incoming: Incoming) -> list[Name]:
    """Whom a record that was foreseen points at, by name, in vain."""
    sent: Sent | None = uow.pending.read.get(id(incoming))
    names = sent.names() if sent else set()
    return sorted(names - _named_ids(uow, names).keys())


def standing(uow: UnitOfWork, names: Iterable[Name]) -> set[Name]:
    """Which of the records so called stand now, whatever was foreseen."""
    return {name for asked in in_parts(names) for name in _by_name(uow, set(asked))}


def names(uow: UnitOfWork, ids: Collection[UUID]) -> dict[str, str | None]:
    """The senders' references of records, by our id as text; read once for each unit of work."""
    known = uow.pending.references
    missing = [id for id in ids if str(id) not in known]
    if missing:
        known |= {str(row.id): row.reference for row in uow.rows(NAMED, ids=missing)}
    return known


def with_references(uow: UnitOfWork, documents: list[Document]) -> list[Document]:
    """Copies of documents in which each id is followed by its sender's reference.

    Every key that ends in `_id` or `_ids` is a pointer at a record.
    """
    places: list[tuple[Document, str, Any]] = []
    copies = [_copied(document, places) for document in documents]
    ids = {UUID(id) for _, _, sent in places for id in _listed(sent)}
    known = names(uow, ids)
    for place, key, sent in places:
        if isinstance(sent, list):
            place[key] = [known.get(id) for id in sent]
        else:
            place[key] = known.get(sent)
    return copies


def _copied(part: Document, places: list[tuple[Document, str, Any]]) -> Document:
    """A copy with an empty place after each pointer, and the list of those places."""
    whole: Document = {}
    for key, value in part.items():
        whole[key] = value
        beside = _beside(key)
        if beside is not None:
            whole[beside] = None
            places.append((whole, beside, value or [] if beside.endswith("s") else value))
        elif isinstance(value, dict):
            whole[key] = _copied(value, places)
        elif value and isinstance(value, list) and isinstance(value[0], dict):
            whole[key] = [_copied(item, places) for item in value]
    return whole


@lru_cache(maxsize=1000)
def _beside(key: str) -> str | None:
    """What stands beside a pointer: `owner_ref` beside `owner_id`; None: it is no pointer."""
    if key.endswith("_id"):
        return f"{key.removesuffix('_id')}_ref"
    return f"{key.removesuffix('_ids')}_refs" if key.endswith("_ids") else None


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _find(uow: UnitOfWork, wanted: list[Wanted]) -> dict[Any, UUID]:
    found: dict[Any, UUID] = {}
    found |= _named_ids(uow, {want.name for want in wanted if want.name})
    ids = [want.key[1] for want in wanted if not want.name]
    if ids:
        for row in uow.rows(STANDING, ids=list(set(ids))):
            found[RecordType(row.type), row.id] = row.id
            uow.pending.references[str(row.id)] = row.reference
    return found


def _named_ids(uow: UnitOfWork, names: set[Name]) -> dict[Name, UUID]:
    """The ids of standing records by name: of those written here, of those foreseen, of others."""
    written, pointed = uow.pending.named, uow.pending.pointed
    found = {
        name: None if written[name].deleted_at else written[name].id
        for name in names
        if name in written
    }
    found |= {name: pointed[name] for name in names - found.keys() if name in pointed}
    missing = names - found.keys()
    found |= _by_name(uow, missing) if missing else {}
    return {name: id for name, id in found.items() if id}


def _by_name(uow: UnitOfWork, names: set[Name]) -> dict[Name, UUID]:
    found: dict[Name, UUID] = {}
    types, sources, references = (list(set(column)) for column in zip(*names, strict=True))
    for row in uow.rows(BY_NAME, types=types, sources=sources, references=references):
        name = RecordType(row.type), row.source, row.reference
        if name in names:
            found[name] = row.id
            uow.pending.references[str(row.id)] = row.reference
    return found


def _pointed_at(uow: UnitOfWork, held: Stored) -> dict[Any, UUID]:
    """All that a record, or what belongs to it, points at; also what was deleted since."""
    places: list[tuple[Document, str, Any]] = []
    _copied(held.document, places)
    for row in uow.rows(PARTS, parent_id=held.id):
        _copied(json.loads(row.document), places)
    found: dict[Any, UUID] = {}
    for row in uow.rows(
        NAMED, ids=list({UUID(id) for _, _, sent in places for id in _listed(sent)})
    ):
        type = RecordType(row.type)
        found |= {(type, row.source, row.reference): row.id, (type, row.id): row.id}
        uow.pending.references[str(row.id)] = row.reference
    return found
