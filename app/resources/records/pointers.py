"""Turns the sender's references into our ids on the way in, and adds them again on the way out."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import described
from app.db.tables import Record
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Fault, Invalid
from app.resources.records.schemas import Incoming, Pointer
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

Name = tuple[RecordType, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One pointer that was sent: where it stands, and whom it means."""

    place: str
    type: RecordType
    id: UUID | None
    name: Name | None


def resolve(uow: UnitOfWork, incoming: Incoming, held: Stored | None = None) -> Document:
    """What was sent, as a document: only the fields sent, ids in place of references.

    Nothing new can point at what was entered in error; what `held` points at already, still may.
    """
    document = incoming.model_dump(mode="json", exclude_unset=True)
    wanted = list(_wanted(uow.client.source, incoming, document, ""))
    found = _find(uow, wanted)
    if held is not None and any(_key(want) not in found for want in wanted):
        found |= _pointed_at(uow, held)
    missing = [want.place for want in wanted if _key(want) not in found]
    if missing:
        raise Invalid(
            "A record that is pointed at does not exist.",
            code="reference-not-found",
            faults=tuple(
                Fault("reference-not-found", "There is no such record.", pointer=place)
                for place in missing
            ),
        )
    _replace(uow, incoming, document, found)
    return document


def named(incoming: Incoming, source: str) -> set[Name]:
    """The records that it points at by what their senders call them."""
    document = incoming.model_dump(mode="json", exclude_unset=True)
    return {want.name for want in _wanted(source, incoming, document, "") if want.name}


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


def _wanted(source: str, part: Incoming, document: Document, place: str) -> Iterator[Wanted]:
    for pointer in part.pointers:
        yield from _sent(source, part, pointer, place)
    for name in document:
        value = getattr(part, name)
        if isinstance(value, Incoming):
            yield from _wanted(source, value, document[name], f"{place}/{name}")
        elif isinstance(value, list):
            for position, item in enumerate(value):
                if isinstance(item, Incoming):
                    yield from _wanted(
                        source, item, document[name][position], f"{place}/{name}/{position}"
                    )


def _sent(usual: str, part: Incoming, pointer: Pointer, place: str) -> Iterator[Wanted]:
    plural = "s" if pointer.many else ""
    ids = getattr(part, f"{pointer.name}_id{plural}")
    references = getattr(part, f"{pointer.name}_ref{plural}")
    if ids is not None and references is not None:
        _refuse_both(pointer, plural, place)
    source = getattr(part, f"{pointer.name}_source", None) or usual
    for tail, values in ((f"_id{plural}", ids), (f"_ref{plural}", references)):
        for position, value in enumerate(_listed(values)):
            where = f"{place}/{pointer.name}{tail}" + (f"/{position}" if pointer.many else "")
            if isinstance(value, UUID):
                yield Wanted(where, pointer.type, value, None)
            else:
                yield Wanted(where, pointer.type, None, (pointer.type, source, value))


def _refuse_both(pointer: Pointer, plural: str, place: str) -> None:
    detail = f"Send {pointer.name}_id{plural} or {pointer.name}_ref{plural}, not both."
    fault = Fault("one-of-two", detail, pointer=f"{place}/{pointer.name}_ref{plural}")
    raise Invalid("A record is pointed at twice.", faults=(fault,))


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _key(want: Wanted) -> tuple[RecordType, UUID] | Name:
    return want.name or (want.type, want.id)  # type: ignore[return-value]  # one of the two is set


def _find(uow: UnitOfWork, wanted: list[Wanted]) -> dict[Any, UUID]:
    found: dict[Any, UUID] = {}
    asked = {want.name for want in wanted if want.name}
    if asked:
        types, sources, references = (list(set(column)) for column in zip(*asked, strict=True))
        for row in uow.rows(BY_NAME, types=types, sources=sources, references=references):
            found[RecordType(row.type), row.source, row.reference] = row.id
            uow.pending.references[str(row.id)] = row.reference
    ids = {want.id for want in wanted if want.id}
    if ids:
        for row in uow.rows(STANDING, ids=list(ids)):
            found[RecordType(row.type), row.id] = row.id
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


def _replace(uow: UnitOfWork, part: Incoming, document: Document, found: dict[Any, UUID]) -> None:
    for pointer in part.pointers:
        plural = "s" if pointer.many else ""
        sent = [
            name
            for name in (f"{pointer.name}_id{plural}", f"{pointer.name}_ref{plural}")
            if name in document
        ]
        ids = [str(found[_key(want)]) for want in _sent(uow.client.source, part, pointer, "")]
        for name in (*sent, f"{pointer.name}_source"):
            document.pop(name, None)
        if sent:
            document[f"{pointer.name}_id{plural}"] = ids if pointer.many else next(iter(ids), None)
    for name, value in list(document.items()):
        sent_value = getattr(part, name, None)
        if isinstance(sent_value, Incoming):
            _replace(uow, sent_value, value, found)
        elif isinstance(sent_value, list):
            for item, inner in zip(sent_value, value, strict=True):
                if isinstance(item, Incoming):
                    _replace(uow, item, inner, found)
