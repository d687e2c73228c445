"""The line of changes and the read log, in the order in which they were written."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, literal, tuple_

from app.db.base import OrganisationRow, columns_of, table_of
from app.db.tables import Caller, Change, ReadLog, RecordVersion
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.audit.schemas import AuditQuery, ChangeRead, ReadingRead
from app.resources.records.answers import Answer
from app.resources.records.filters import equal
from app.resources.records.pointers import names
from app.web.paging import Cursors, page_body

CALLER = columns_of(Caller)
CHANGE = columns_of(Change)
VERSION = columns_of(RecordVersion)
READING = columns_of(ReadLog)


def find_changes(uow: UnitOfWork, query: AuditQuery) -> tuple[Answer, str | None]:
    """A page of the line of changes, and the cursor of the next."""
    cursors = _cursors(uow, "changes", query)
    wanted = _asked(Change, CHANGE.subject_id, query)
    if query.record:  # its versions lead to its changes; by their subject they are not in order
        of_record = owned(RecordVersion, VERSION.seq).where(VERSION.record_id == query.record)
        wanted = wanted.where(CHANGE.seq.in_(of_record))
    after = cursors.read(query.cursor)
    place = tuple_(CHANGE.seq, CHANGE.position)
    if after:
        wanted = wanted.where(place > tuple_(*map(literal, after)))
    rows = uow.rows(wanted.order_by(CHANGE.seq, CHANGE.position).limit(query.limit + 1))
    shown = rows[: query.limit]
    known = names(uow, [row.on_behalf_of for row in shown if row.on_behalf_of])
    items = [_read(ChangeRead, row, known) for row in shown]
    last = [shown[-1].seq, shown[-1].position] if len(rows) > query.limit else None
    cursor = cursors.write(last) if last else None
    return Answer(page_body(items, cursor)), cursor


def find_readings(uow: UnitOfWork, query: AuditQuery) -> tuple[Answer, str | None]:
    """A page of the read log, and the cursor of the next."""
    cursors = _cursors(uow, "readings", query)
    wanted = _asked(ReadLog, READING.record_id, query)
    after = cursors.read(query.cursor)
    if after:
        wanted = wanted.where(READING.id > UUID(after[0]))
    rows = uow.rows(wanted.order_by(READING.id).limit(query.limit + 1))
    shown = rows[: query.limit]
    known = names(
        uow, {id for row in shown for id in (row.on_behalf_of, row.record_id) if id is not None}
    )
    items = [_read(ReadingRead, row, known) for row in shown]
    cursor = cursors.write([str(shown[-1].id)]) if len(rows) > query.limit else None
    return Answer(page_body(items, cursor)), cursor


def _cursors(uow: UnitOfWork, name: str, query: AuditQuery) -> Cursors:
    client = uow.client
    return Cursors(client.cursor_secret, client.organisation_id, name, query.filters())


def _asked(
    table: type[OrganisationRow], subject: ColumnElement[Any], query: AuditQuery
) -> Select[Any]:
    columns = columns_of(table)
    conditions = equal(
        (subject, query.record),
        (columns.client_id, query.client),
        (columns.on_behalf_of, query.on_behalf_of),
    )
    if query.at_from:
        conditions.append(columns.at >= query.at_from)
    if query.at_to:
        conditions.append(columns.at <= query.at_to)
    return (
        owned(table, *columns, CALLER.source.label("client_source"))
        .join(
            table_of(Caller),
            (CALLER.organisation_id == columns.organisation_id) & (CALLER.id == columns.client_id),
            isouter=True,  # what the service does by itself, after an upgrade, has no client
        )
        .where(*conditions)
    )


def _read(shape: type[BaseModel], row: Found, known: dict[str, str | None]) -> bytes:
    whole = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    whole["on_behalf_of_id"] = whole.pop("on_behalf_of")
    whole["on_behalf_of_ref"] = known.get(str(whole["on_behalf_of_id"]))
    whole["record_ref"] = known.get(str(whole.get("record_id")))
    return shape.model_validate(whole).model_dump_json().encode()
