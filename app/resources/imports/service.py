"""Imports: put in line, or worked off at once; told, and cancelled."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from app.db import imports
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Conflict, NotFound
from app.resources.imports import receiving, ticking, working
from app.resources.imports.checking import Row
from app.resources.imports.schemas import (
    FlagCounts,
    FlagForeseen,
    ImportCounts,
    ImportQuery,
    ImportRead,
    ImportWhole,
)
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.vocabulary import ImportStatus
from app.web.idempotency import Claim

FEW = 200
"""Rows of a file that is worked off before it is answered."""


def start(
    uow: UnitOfWork,
    query: ImportQuery,
    rows: Sequence[Row],
    claim: Claim | None,
    columns_edition: int | None = None,
) -> Callable[[], Answer]:
    """Take a file in whose rows are all here; one of few rows is worked off at once."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _answer(uow, UUID(answered["id"]), retries.REPLAYED)
    found = receiving.end_file(uow, receiving.begin_file(uow, query, rows, columns_edition))
    is_small = found.total <= FEW and not found.finished_at
    ending = working.finish(uow, found) if is_small else None

    def answer() -> Answer:
        if ending:
            ending()
        return _first_answer(uow, found.id, claim)

    return answer


def close(uow: UnitOfWork, id: UUID, claim: Claim | None) -> Callable[[], Answer]:
    """All rows of a file are there now; one that was sent before is forgotten again."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        imports.forget(uow, id)
        return lambda: _answer(uow, UUID(answered["id"]), retries.REPLAYED)
    receiving.end_file(uow, _locked(uow, id))
    return lambda: _first_answer(uow, id, claim)


def _first_answer(uow: UnitOfWork, id: UUID, claim: Claim | None) -> Answer:
    if claim:
        retries.keep(uow, claim, {"id": str(id)})
    return _answer(uow, id, {})


def find(uow: UnitOfWork, id: UUID) -> ImportWhole:
    """One import, with the flags that it foresees."""
    found = row_of(uow, id)
    flags = [FlagForeseen.model_validate(flag) for flag in json.loads(found.flags)]
    return ImportWhole(**_said(uow, found), foreseen=flags)


def cancel(uow: UnitOfWork, id: UUID) -> Callable[[], ImportRead]:
    """Leave the rows alone that nobody has begun to work off; what was done stays."""
    found = _there(uow.one(imports.COUNTING, id=id))
    if found.finished_at:
        raise Conflict("This import is finished: nothing is left to cancel.")
    ticking.leave_out(uow, found)
    return lambda: read(uow, row_of(uow, id))


def read(uow: UnitOfWork, found: Found) -> ImportRead:
    """An import as lists show it."""
    return ImportRead(**_said(uow, found))


def row_of(uow: UnitOfWork, id: UUID) -> Found:
    """The row of an import."""
    return _there(uow.one(imports.ONE, id=id))


def _locked(uow: UnitOfWork, id: UUID) -> Found:
    """The same, for whoever moves it on."""
    return _there(uow.one(imports.LOCKED, id=id))


def _there(found: Found | None) -> Found:
    if found is None:
        raise NotFound("There is no such import.")
    return found


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
    if not found.received_at:
        return ImportStatus.RECEIVING
    return ImportStatus.RUNNING if found.started_at else ImportStatus.WAITING


def _answer(uow: UnitOfWork, id: UUID, headers: dict[str, str]) -> Answer:
    whole = find(uow, id)
    status = 201 if whole.finished_at else 202
    body = whole.model_dump_json().encode()
    return Answer(body, status, {"Location": f"/v1/imports/{id}", **headers})
