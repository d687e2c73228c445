"""Add the next edition, and read the newest, one, or all; what is shipped is version 0."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import bindparam

from app.db import clients
from app.db.base import columns_of, table_of
from app.db.line import canonical
from app.db.pending import Document, Noted
from app.db.prepared import Prepared
from app.db.tables import Edition
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound
from app.vocabulary import EditionType, Outcome, Verb

EDITION = columns_of(Edition)
LATER = table_of(Edition).alias("later")
# Versions have no gaps, so the newest is the one that none follows.
NEWEST = Prepared(
    owned(Edition)
    .outerjoin(
        LATER,
        (LATER.c.organisation_id == EDITION.organisation_id)
        & (LATER.c.type == EDITION.type)
        & (LATER.c.code == EDITION.code)
        & (LATER.c.version == EDITION.version + 1),
    )
    .where(EDITION.type == bindparam("type"), LATER.c.version.is_(None))
)
OF_CODE = owned(Edition).where(EDITION.type == bindparam("type"), EDITION.code == bindparam("code"))
HISTORY = Prepared(OF_CODE.order_by(EDITION.version))
NEWEST_OF_CODE = Prepared(OF_CODE.order_by(EDITION.version.desc()).limit(1))
ONE = Prepared(OF_CODE.where(EDITION.version == bindparam("version")))


@dataclass(frozen=True, slots=True)
class Collection:
    """What is kept in editions under one type, and by code what is shipped of it."""

    type: EditionType
    shipped: Mapping[str, Document] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """One edition; one that is shipped was created by nobody."""

    id: UUID
    code: str
    version: int
    created_at: datetime | None
    document: Document


def add(
    uow: UnitOfWork, collection: Collection, code: str, document: Document
) -> tuple[Kept, Outcome]:
    """Add the next edition unless it says what the newest says; writers take turns."""
    clients.take_turn(uow)
    newest = find_newest(uow, collection, code)
    if newest is not None and newest.document == document:
        return newest, Outcome.UNCHANGED
    version = newest.version + 1 if newest else 1
    row = {
        "type": collection.type.value,
        "code": code,
        "version": version,
        "document": canonical(document),
        "created_at": uow.now,
    }
    uow.insert(Edition, [row])
    new = Kept(_id(uow, collection, code), code, version, uow.now, document)
    verb, outcome = (Verb.UPDATED, Outcome.UPDATED) if newest else (Verb.CREATED, Outcome.CREATED)
    uow.pending.changes.append(Noted(collection.type.value, new.id, verb, version))
    return new, outcome


def find_newest(uow: UnitOfWork, collection: Collection, code: str) -> Kept | None:
    """The newest edition of a code; None where there is none."""
    row = uow.one(NEWEST_OF_CODE, type=collection.type.value, code=code)
    return _kept(uow, collection, row) if row else _shipped(uow, collection, code)


def find(uow: UnitOfWork, collection: Collection, code: str, version: int | None = None) -> Kept:
    """The newest edition of a code, or one of its versions."""
    if version is None:
        found = find_newest(uow, collection, code)
    elif version == 0:
        found = _shipped(uow, collection, code)
    else:
        row = uow.one(ONE, type=collection.type.value, code=code, version=version)
        found = _kept(uow, collection, row) if row else None
    if found is None:
        raise NotFound("There is no such edition.")
    return found


def find_all(uow: UnitOfWork, collection: Collection) -> list[Kept]:
    """The newest edition of each code: what is shipped first, then by code."""
    rows = {row.code: row for row in uow.rows(NEWEST, type=collection.type.value)}
    own = sorted(rows.keys() - collection.shipped.keys())
    found = []
    for code in (*collection.shipped, *own):
        row = rows.get(code)
        kept = _kept(uow, collection, row) if row else _shipped(uow, collection, code)
        found += [kept] if kept else []
    return found


def history(uow: UnitOfWork, collection: Collection, code: str) -> list[Kept]:
    """Every edition of a code, the first first."""
    shipped = _shipped(uow, collection, code)
    rows = uow.rows(HISTORY, type=collection.type.value, code=code)
    found = [shipped] if shipped else []
    found += [_kept(uow, collection, row) for row in rows]
    if not found:
        raise NotFound("There is no such edition.")
    return found


def _shipped(uow: UnitOfWork, collection: Collection, code: str) -> Kept | None:
    document = collection.shipped.get(code)
    if document is None:
        return None
    return Kept(_id(uow, collection, code), code, 0, None, document)


def _kept(uow: UnitOfWork, collection: Collection, row: Found) -> Kept:
    id = _id(uow, collection, row.code)
    return Kept(id, row.code, row.version, row.created_at, json.loads(row.document))


def _id(uow: UnitOfWork, collection: Collection, code: str) -> UUID:
    """What the line of changes calls all editions of a code."""
    return uuid5(uow.client.organisation_id, f"{collection.type.value}|{code}")
