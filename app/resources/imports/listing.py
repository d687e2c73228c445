"""Imports and their rows, page by page."""

import json
from typing import Any
from uuid import UUID

from app.db.base import columns_of
from app.db.tables import Import, ImportRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.imports import service
from app.resources.imports.schemas import (
    ImportListQuery,
    ImportRowFilter,
    ImportRowQuery,
    ImportRowRead,
)
from app.resources.records.answers import Answer
from app.web.paging import Cursors, page_body

IMPORT, ROW = columns_of(Import), columns_of(ImportRow)


def find_all(uow: UnitOfWork, query: ImportListQuery) -> tuple[Answer, str | None]:
    """A page of imports, the newest first, and the cursor of the next."""
    cursors = _cursors(uow, "imports", query.filters())
    wanted = owned(Import).order_by(IMPORT.id.desc()).limit(query.limit + 1)
    after = cursors.read(query.cursor)
    if after:
        wanted = wanted.where(IMPORT.id < UUID(after[0]))
    rows = uow.rows(wanted)
    shown = rows[: query.limit]
    cursor = cursors.write([str(shown[-1].id)]) if len(rows) > query.limit else None
    items = [service.read(uow, row).model_dump_json().encode() for row in shown]
    return Answer(page_body(items, cursor)), cursor


def find_rows(uow: UnitOfWork, id: UUID, query: ImportRowQuery) -> tuple[Answer, str | None]:
    """A page of the rows of an import, in the order of the file, and the cursor of the next."""
    service.row_of(uow, id)
    cursors = _cursors(uow, "import rows", [str(id), query.filters()])
    after = cursors.read(query.cursor) or (0,)
    rows = rows_after(uow, id, query, after[0], query.limit + 1)
    shown = rows[: query.limit]
    cursor = cursors.write([shown[-1].number]) if len(rows) > query.limit else None
    items = [read(row).model_dump_json().encode() for row in shown]
    return Answer(page_body(items, cursor)), cursor


def rows_after(
    uow: UnitOfWork, id: UUID, query: ImportRowFilter, number: int, most: int
) -> list[Found]:
    """The next rows, as stored."""
    wanted = owned(ImportRow).where(ROW.import_id == id, ROW.number > number)
    if query.outcome:
        wanted = wanted.where(ROW.outcome == query.outcome.value)
    if query.stubbed is not None:
        made = ROW.stubbed.is_not(None)
        wanted = wanted.where(made if query.stubbed else ~made)
    return list(uow.rows(wanted.order_by(ROW.number).limit(most)))


def read(row: Found) -> ImportRowRead:
    """A row as it is told."""
    told: dict[str, Any] = {name: getattr(row, name) for name in ImportRowRead.model_fields}
    return ImportRowRead(**{**told, **_lists(row)})


def _lists(row: Found) -> dict[str, Any]:
    return {"errors": json.loads(row.errors), "stubbed": json.loads(row.stubbed or "[]")}


def _cursors(uow: UnitOfWork, name: str, filters: object) -> Cursors:
    return Cursors(uow.client.cursor_secret, uow.client.organisation_id, name, filters)
