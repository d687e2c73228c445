"""Takes a file in, a thousand rows in one transaction; it is worked off once all are there.

What stops arriving on the way is forgotten by whoever meets the trouble, or by the background after
a day.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from app.db import imports
from app.db.base import new_id
from app.db.tables import Import, ImportRow
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Conflict, Fault, Invalid
from app.resources.imports import ticking, working
from app.resources.imports.checking import Row
from app.resources.imports.putting import Came
from app.resources.imports.schemas import ImportQuery
from app.vocabulary import ImportOutcome

TWICE = Fault("twice", "Another row of this file has the same reference.", pointer="/reference")


def begin(
    uow: UnitOfWork, query: ImportQuery, rows: Sequence[Row], columns_edition: int | None = None
) -> Callable[[], UUID]:
    """Store the first rows of a file; the id of its import."""
    found = begin_file(uow, query, rows, columns_edition)
    return lambda: found.id


def go_on(uow: UnitOfWork, id: UUID, rows: Sequence[Row]) -> Callable[[], None]:
    """Store more rows of a file."""
    _add(uow, uow.only(imports.LOCKED, id=id), rows)
    return lambda: None


def forget(uow: UnitOfWork, id: UUID) -> Callable[[], None]:
    """Leave nothing of a file that could not be taken in whole.

    Whoever broke off may not have heard that it was: then it is being worked off.
    """
    found = uow.one(imports.LOCKED, id=id)
    if found and not found.received_at:
        imports.forget(uow, id)
    return lambda: None


def begin_file(
    uow: UnitOfWork, query: ImportQuery, rows: Sequence[Row], columns_edition: int | None
) -> Found:
    """Store the first rows of a file; the row of its import."""
    if not rows:
        raise Invalid("The file is empty: send a row for each record.")
    row: dict[str, Any] = {
        "id": new_id(),
        "client_id": uow.client.id,
        "on_behalf_of": uow.on_behalf_of,
        "source": query.source or uow.client.source,
        "mode": query.mode.value,
        "atomic": query.atomic.value,
        "on_unknown_ref": query.on_unknown_ref.value,
        "columns_edition": columns_edition,
        "total": 0,
        "done": 0,
        "raised": 0,
        "cleared": 0,
        "stubbed": 0,
        "flags": "[]",
        "created_at": uow.now,
        "received_at": None,
        "finished_at": None,
    }
    uow.insert(Import, [row])
    return _add(uow, uow.only(imports.ONE, id=row["id"]), rows)


def end_file(uow: UnitOfWork, found: Found) -> Found:
    """Note that all rows are there; those that come twice are refused."""
    twice = imports.twice(uow, found.id)
    refused = (Came(number, ImportOutcome.REFUSED, faults=(TWICE,)) for number in twice)
    imports.tick(uow, found.id, [ticking.ticked(row) for row in refused])
    done = found.done + len(twice)
    finished_at = uow.now if done == found.total else None
    imports.move(uow, found, done=done, received_at=uow.now, finished_at=finished_at)
    return uow.only(imports.ONE, id=found.id)


def _add(uow: UnitOfWork, found: Found, rows: Sequence[Row]) -> Found:
    if found.finished_at:
        raise Conflict("This import was cancelled while its file was still arriving.")
    refused = sum(bool(row.faults) for row in rows)
    total = found.total + len(rows)
    most = working.MOST_AT_ONCE
    if total > most and working.is_at_once(found.mode, found.atomic):
        raise Invalid(
            f"With mode=validate or atomic=all a file may have {most} rows at most, as all of it "
            "is one transaction: split it, or commit it with atomic=item."
        )
    uow.insert(ImportRow, [_stored(found.id, row) for row in rows])
    imports.move(uow, found, total=total, done=found.done + refused)
    return uow.only(imports.ONE, id=found.id)


def _stored(id: UUID, row: Row) -> dict[str, Any]:
    return {
        "import_id": id,
        "number": row.number,
        "rank": row.place.rank,
        "belongs_to": row.place.belongs_to,
        "day": row.place.day,
        "type": row.type,
        "reference": row.reference,
        "payload": None if row.faults else row.payload,
        "outcome": ImportOutcome.REFUSED.value if row.faults else None,
        "errors": ticking.errors_of(row.faults),
    }
