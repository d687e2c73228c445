"""Puts rows: all together, and one by one where one of them is refused."""

import json
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import DataError, IntegrityError

from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault, Refused, Unavailable
from app.resources.imports.types import TYPES
from app.resources.operations.batch import Put, put_all
from app.vocabulary import ImportOutcome, RecordType
from app.web.database_errors import meaning_of

REFUSING = (Refused, IntegrityError, DataError)


class Came(NamedTuple):
    """What a row came to."""

    number: int
    outcome: ImportOutcome
    record_id: UUID | None = None
    faults: tuple[Fault, ...] = ()


def put_rows(uow: UnitOfWork, rows: Sequence[Found]) -> list[Came]:
    """What each row came to; one that is refused leaves nothing, and keeps no other out."""
    puts = [_put(uow, row) for row in rows]
    try:
        with uow.attempt():
            landed = put_all(uow, puts)().landed
    except REFUSING:
        return [_alone(uow, row, put) for row, put in zip(rows, puts, strict=True)]
    return [
        Came(row.number, ImportOutcome(one.outcome), one.id)
        for row, one in zip(rows, landed, strict=True)
    ]


def _put(uow: UnitOfWork, row: Found) -> Put:
    writer, sent = TYPES[RecordType(row.type)]
    document = sent.model_validate(json.loads(row.payload))
    return Put(writer, uow.client.source, row.reference, document)


def _alone(uow: UnitOfWork, row: Found, put: Put) -> Came:
    try:
        with uow.attempt():
            stored, outcome = put.writer.put(uow, put.source, put.reference, put.sent)
    except REFUSING as error:
        return Came(row.number, ImportOutcome.REFUSED, faults=_faults(error))
    return Came(row.number, ImportOutcome(outcome), stored.id)


def _faults(error: Refused | IntegrityError | DataError) -> tuple[Fault, ...]:
    """Why a row was refused; what will pass is no refusal."""
    refused = error if isinstance(error, Refused) else meaning_of(error)
    if refused is None or isinstance(refused, Unavailable):
        raise error
    return refused.faults or (Fault(refused.code, refused.detail, pointer=""),)
