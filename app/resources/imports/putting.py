"""Puts rows: all together, and in ever smaller parts where the database refuses one of them."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from app.db import records
from app.db.naming import Name
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault, Refused, Unavailable
from app.resources.imports.stubs import to_wait_for
from app.resources.imports.types import TYPES
from app.resources.operations import batch
from app.resources.operations.batch import Put
from app.resources.records import pointers
from app.resources.records.service import is_stale
from app.vocabulary import ImportOutcome, RecordType
from app.web.database_errors import meaning_of
from app.web.faults import faults_of

REFUSING = (Refused, IntegrityError, DataError)


class Came(NamedTuple):
    """What a row came to; without an outcome it waits for another record."""

    number: int
    outcome: ImportOutcome | None
    record_id: UUID | None = None
    faults: tuple[Fault, ...] = ()
    waits_for: Name | None = None


def put_rows(uow: UnitOfWork, rows: Sequence[Found], *, may_wait: bool) -> list[Came]:
    """What each row came to; one that is refused leaves nothing, and keeps no other out."""
    try:
        with uow.attempt(), uow.gathering() if len(rows) > 1 else nullcontext():
            return _together(uow, rows, may_wait=may_wait)
    except REFUSING as error:
        if len(rows) == 1:
            return [Came(rows[0].number, ImportOutcome.REFUSED, faults=_faults(error))]
    half = len(rows) // 2
    first = put_rows(uow, rows[:half], may_wait=may_wait)
    return first + put_rows(uow, rows[half:], may_wait=may_wait)


def _together(uow: UnitOfWork, rows: Sequence[Found], *, may_wait: bool) -> list[Came]:
    """Raises where a row that has written something is refused after all."""
    puts = [_put(uow, row) for row in rows]
    batch.foresee(uow, [put for put in puts if isinstance(put, Put)])
    return [
        _one(uow, row, put, may_wait=may_wait) if isinstance(put, Put) else put
        for row, put in zip(rows, puts, strict=True)
    ]


def _put(uow: UnitOfWork, row: Found) -> Put | Came:
    """A row as it is put, or that it is refused because of its fields."""
    writer, model = TYPES[RecordType(row.type)]
    sent = json.loads(row.payload)
    try:
        return Put(writer, uow.client.source, row.reference, model.model_validate(sent))
    except ValidationError as error:
        faults = tuple(faults_of(error, model=model, sent=sent))
        return Came(row.number, ImportOutcome.REFUSED, faults=faults)


def _one(uow: UnitOfWork, row: Found, put: Put, *, may_wait: bool) -> Came:
    missing = pointers.unknown(uow, put.sent) if may_wait else []
    if missing and not _is_stale(uow, put):
        return Came(row.number, None, waits_for=to_wait_for(missing))
    written = uow.written
    try:
        stored, outcome = put.writer.put(uow, put.source, put.reference, put.sent)
    except Refused as error:
        if uow.written > written:
            raise
        return Came(row.number, ImportOutcome.REFUSED, faults=_faults(error))
    return Came(row.number, ImportOutcome(outcome), stored.id)


def _is_stale(uow: UnitOfWork, put: Put) -> bool:
    """Whether it will be passed over, whomever it points at."""
    held = records.find_by_reference(uow, put.writer.kind.type, put.source, put.reference)
    return held is not None and is_stale(held, put.sent)


def _faults(error: Refused | IntegrityError | DataError) -> tuple[Fault, ...]:
    """Why a row was refused; what will pass is no refusal."""
    refused = error if isinstance(error, Refused) else meaning_of(error)
    if refused is None or isinstance(refused, Unavailable):
        raise error
    return refused.faults or (Fault(refused.code, refused.detail, pointer=""),)
