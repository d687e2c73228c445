"""Lists of records: filtered, by pages that stay right while others write, with tombstones."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, true

from app.db.line import last_at, seq_at
from app.db.pending import Stored
from app.db.records import RECORD, STANDING, changed_after, described, stored
from app.db.unit_of_work import UnitOfWork
from app.fields import Instant
from app.resources.records.answers import Answer, read_models
from app.resources.records.kinds import Kind
from app.web.paging import Cursors, PageQuery, page_body


class ListQuery(PageQuery):
    """What every list of records can be asked."""

    model_config = ConfigDict(extra="forbid")

    sort: Literal["created_at", "-created_at"] = Field(
        default="created_at", description="Oldest first, or newest first."
    )
    updated_since: Instant | None = Field(
        default=None, description="Only what has changed since; deleted records as tombstones."
    )
    include_total: bool = False


class Tombstone(BaseModel):
    """What is left of a record that was entered in error."""

    id: UUID
    source: str | None
    reference: str | None
    version: int
    updated_at: datetime
    deleted_at: datetime


def page(
    uow: UnitOfWork, kind: Kind, query: ListQuery, conditions: Iterable[ColumnElement[bool]]
) -> tuple[Answer, str | None]:
    """One page of a kind's records under these conditions, and the cursor of the next."""
    cursors = Cursors(
        uow.client.cursor_secret, uow.client.organisation_id, kind.type.value, query.filters()
    )
    position = cursors.read(query.cursor)
    known_at = position[-1] if position and len(position) > 1 else None
    wanted = described().where(RECORD.type == kind.type.value)
    if query.updated_since is None:
        wanted = wanted.where(STANDING, *conditions)
    else:  # what was deleted has nothing left that a filter could look at
        changed = _changed(uow, query.updated_since, known_at)
        wanted = wanted.where(*changed, or_(not_(STANDING), and_(true(), *conditions)))
    known_at = known_at or _known(uow)
    rows = uow.rows(_from(wanted, query, position).limit(query.limit + 1))
    shown = [stored(row) for row in rows[: query.limit]]
    cursor = cursors.write([str(shown[-1].id), known_at]) if len(rows) > query.limit else None
    total = _count(uow, wanted) if query.include_total else None
    items = _rendered(uow, kind, shown)
    return Answer(page_body(items, cursor, known_at=known_at, total=total)), cursor


def _changed(
    uow: UnitOfWork, since: datetime, known_at: str | None
) -> Iterator[ColumnElement[bool]]:
    """Changed since then; on a further page, what has changed after the first is the next pull's.

    Else it would be told now and then again: nothing may come twice to who keeps `known_at`.
    """
    yield changed_after(seq_at(uow, since))
    if known_at:
        yield not_(changed_after(seq_at(uow, datetime.fromisoformat(known_at))))


def _known(uow: UnitOfWork) -> str:
    return last_at(uow).isoformat().replace("+00:00", "Z")


def _from(wanted: Select[Any], query: ListQuery, position: list[Any] | None) -> Select[Any]:
    newest_first = query.sort.startswith("-")
    if position:
        last = UUID(position[0])
        wanted = wanted.where(RECORD.id < last if newest_first else RECORD.id > last)
    return wanted.order_by(RECORD.id.desc() if newest_first else RECORD.id)


def _count(uow: UnitOfWork, wanted: Select[Any]) -> int:
    counted = wanted.with_only_columns(func.count(RECORD.id))
    count: int = uow.only(counted)[0]
    return count


def _rendered(uow: UnitOfWork, kind: Kind, shown: list[Stored]) -> list[bytes]:
    standing = [record for record in shown if record.deleted_at is None]
    bodies = {
        record.id: model.model_dump_json().encode()
        for record, model in zip(standing, read_models(uow, kind, standing), strict=True)
    }
    return [bodies.get(record.id) or _tombstone(record) for record in shown]


def _tombstone(record: Stored) -> bytes:
    return Tombstone.model_validate(record, from_attributes=True).model_dump_json().encode()
