"""All versions of one record: what it said, who said so and when."""

from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from app.db import history
from app.db.pending import Stored
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import NotFound
from app.resources.records.answers import Answer, rendered
from app.resources.records.kinds import Kind
from app.resources.records.pointers import names
from app.vocabulary import Verb
from app.web.paging import Cursors, PageQuery, page_body

T = TypeVar("T")


class VersionQuery(PageQuery, extra="forbid"):
    """Which of a record's versions."""


class Version(BaseModel, Generic[T]):
    """One version of a record, and the change that made it."""

    version: int
    known_from: int = Field(description="The number of the change.")
    at: datetime = Field(description="As `known_at`, this instant shows this version.")
    verb: Verb
    client_id: UUID
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None
    record: T


class VersionPage(BaseModel, Generic[T]):
    """A page of a record's versions, the first one first."""

    items: list[Version[T]]
    next_cursor: str | None


class _Change(BaseModel):
    """A version without its record, which is rendered already."""

    version: int
    known_from: int
    at: datetime
    verb: Verb
    client_id: UUID
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None


def find_versions(
    uow: UnitOfWork, kind: Kind, id: UUID, query: VersionQuery
) -> tuple[Answer, str | None]:
    """A page of a record's versions, also of one that was deleted, and the cursor of the next."""
    cursors = Cursors(
        uow.client.cursor_secret, uow.client.organisation_id, "versions", [kind.type.value, str(id)]
    )
    (after,) = cursors.read(query.cursor) or (0,)
    found = history.versions(uow, kind.type, id, after, query.limit + 1)
    if not found and not after:
        raise NotFound("There is no such record.")
    shown = found[: query.limit]
    known = names(uow, [row.on_behalf_of for _, row in shown if row.on_behalf_of])
    items = [_item(uow, kind, record, row, known) for record, row in shown]
    cursor = cursors.write([shown[-1][0].version]) if len(found) > query.limit else None
    return Answer(page_body(items, cursor)), cursor


def _item(
    uow: UnitOfWork, kind: Kind, record: Stored, row: Found, known: dict[str, str | None]
) -> bytes:
    change = _Change(
        version=record.version,
        known_from=row.seq,
        at=row.at,
        verb=row.verb,
        client_id=row.client_id,
        on_behalf_of_id=row.on_behalf_of,
        on_behalf_of_ref=known.get(str(row.on_behalf_of)),
    )
    body, _ = rendered(uow, kind, record, row.seq)
    return b'%b,"record":%b}' % (change.model_dump_json().encode()[:-1], body)
