"""Imports: put in line, or worked off at once; told, and cancelled."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from app.db import imports
from app.db.base import new_id
from app.db.tables import Import, ImportRow
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Conflict, Invalid, NotFound
from app.resources.imports import working
from app.resources.imports.checking import Row
from app.resources.imports.ordering import in_turn
from app.resources.imports.schemas import (
    FlagCounts,
    FlagForeseen,
    ImportCounts,
    ImportQuery,
    ImportRead,
    ImportWhole,
)
from app.resources.operations import retries
from app.resources.operations.pace import MOST
from app.resources.records.answers import Answer
from app.vocabulary import ImportOutcome, ImportStatus
from app.web.idempotency import Claim


def start(
    uow: UnitOfWork, query: ImportQuery, rows: Sequence[Row], claim: Claim | None
) -> Callable[[], Answer]:
    """Take a file in; one of few rows is worked off at once."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _answer(uow, UUID(answered["id"]), retries.REPLAYED)
    _check_length(query, rows)
    found = _taken_in(uow, query, rows)
    is_small = found.total <= MOST and not found.finished_at
    ending = working.go_on(uow, found) if is_small else None

    def answer() -> Answer:
        if ending:
            ending()
        if claim:
            retries.keep(uow, claim, {"id": str(found.id)})
        return _answer(uow, found.id, {})

    return answer


def find(uow: UnitOfWork, id: UUID) -> ImportWhole:
    """One import, with the flags that it foresees."""
    found = row_of(uow, id)
    flags = [FlagForeseen.model_validate(flag) for flag in json.loads(found.flags)]
    return ImportWhole(**_said(uow, found), foreseen=flags)


def cancel(uow: UnitOfWork, id: UUID) -> Callable[[], ImportRead]:
    """Leave the rows alone that are not worked off yet; what was done stays."""
    found = uow.one(imports.LOCKED, id=id)
    if found is None:
        raise NotFound("There is no such import.")
    if found.finished_at:
        raise Conflict("This import is finished: nothing is left to cancel.")
    imports.cancel_rows(uow, id)
    ended = {"finished_at": uow.now, "cancelled_at": uow.now}
    imports.move(uow, found, done=found.total, **ended)
    return lambda: read(uow, row_of(uow, id))


def read(uow: UnitOfWork, found: Found) -> ImportRead:
    """An import as lists show it."""
    return ImportRead(**_said(uow, found))


def row_of(uow: UnitOfWork, id: UUID) -> Found:
    """The row of an import."""
    found = uow.one(imports.ONE, id=id)
    if found is None:
        raise NotFound("There is no such import.")
    return found


def _check_length(query: ImportQuery, rows: Sequence[Row]) -> None:
    if not rows:
        raise Invalid("The file is empty: send a row for each record.")
    most = working.MOST_AT_ONCE
    if len(rows) > most and working.is_at_once(query.mode, query.atomic):
        raise Invalid(
            f"With mode=validate or atomic=all a file may have {most} rows at most, as all of it "
            "is one transaction: split it, or commit it with atomic=item."
        )


def _taken_in(uow: UnitOfWork, query: ImportQuery, rows: Sequence[Row]) -> Found:
    """Store the file and its rows; those that are wrong in themselves are refused already."""
    refused = [row for row in rows if row.faults]
    row = {
        "id": new_id(),
        "client_id": uow.client.id,
        "on_behalf_of": uow.on_behalf_of,
        "source": query.source or uow.client.source,
        "mode": query.mode.value,
        "atomic": query.atomic.value,
        "total": len(rows),
        "done": len(refused),
        "raised": 0,
        "cleared": 0,
        "flags": "[]",
        "created_at": uow.now,
        "finished_at": uow.now if len(refused) == len(rows) else None,
    }
    uow.insert(Import, [row])
    ordered = [*in_turn([row for row in rows if not row.faults]), *refused]
    uow.insert(ImportRow, [_stored(row["id"], turn, each) for turn, each in enumerate(ordered)])
    return uow.only(imports.ONE, id=row["id"])


def _stored(id: object, turn: int, row: Row) -> dict[str, Any]:
    return {
        "import_id": id,
        "number": row.number,
        "turn": turn,
        "type": row.type,
        "reference": row.reference,
        "payload": None if row.faults else row.payload,
        "outcome": ImportOutcome.REFUSED.value if row.faults else None,
        "errors": working.errors_of(row.faults),
    }


def _said(uow: UnitOfWork, found: Found) -> dict[str, Any]:
    own = set(ImportRead.model_fields) - {"status", "outcomes", "flags"}
    counts = dict.fromkeys(ImportCounts.model_fields, 0) | imports.outcomes(uow, found.id)
    return {
        **{name: getattr(found, name) for name in own},
        "status": _status(found),
        "outcomes": ImportCounts(**counts),
        "flags": FlagCounts(raised=found.raised, cleared=found.cleared),
    }


def _status(found: Found) -> ImportStatus:
    if found.cancelled_at:
        return ImportStatus.CANCELLED
    if found.finished_at:
        return ImportStatus.FINISHED
    return ImportStatus.RUNNING if found.started_at else ImportStatus.WAITING


def _answer(uow: UnitOfWork, id: UUID, headers: dict[str, str]) -> Answer:
    whole = find(uow, id)
    status = 201 if whole.finished_at else 202
    body = whole.model_dump_json().encode()
    return Answer(body, status, {"Location": f"/v1/imports/{id}", **headers})
