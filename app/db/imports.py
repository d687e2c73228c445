"""Files of many records in the database: rows put in line, taken in turn, ticked off."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, func, select

from app.db.base import columns_of
from app.db.clients import as_caller
from app.db.prepared import Prepared
from app.db.tables import Import, ImportRow, Organisation
from app.db.unit_of_work import Client, Found, UnitOfWork, alteration, owned
from app.vocabulary import ImportOutcome

IMPORT = columns_of(Import)
ROW = columns_of(ImportRow)
ORGANISATION = columns_of(Organisation)

ONE = Prepared(owned(Import).where(IMPORT.id == bindparam("id")))
LOCKED = Prepared(owned(Import).where(IMPORT.id == bindparam("id")).with_for_update())
NEXT = Prepared(
    owned(Import).where(IMPORT.finished_at.is_(None)).order_by(IMPORT.id).limit(1).with_for_update()
)
IN_TURN = Prepared(
    owned(ImportRow)
    .where(ROW.import_id == bindparam("import_id"), ROW.outcome.is_(None))
    .order_by(ROW.turn)
    .limit(bindparam("most"))
)
OUTCOMES = Prepared(
    owned(ImportRow, ROW.outcome, func.count().label("count"))
    .where(ROW.import_id == bindparam("import_id"), ROW.outcome.is_not(None))
    .group_by(ROW.outcome)
)
TICKED = ("outcome", "record_id", "errors")
TICK = Prepared(
    alteration(ImportRow, "import_id", "number").values(
        payload=None, **{name: bindparam(f"new_{name}") for name in TICKED}
    )
)
LEFT_OUT = Prepared(
    alteration(ImportRow, "import_id")
    .where(ROW.outcome.is_(None))
    .values(payload=None, outcome=bindparam("new_outcome"))
)
MOVED = ("done", "raised", "cleared", "flags", "started_at", "finished_at", "cancelled_at")
MOVE = Prepared(alteration(Import, "id").values({name: bindparam(f"new_{name}") for name in MOVED}))


def take(uow: UnitOfWork) -> Found | None:
    """The oldest that is not finished, locked: whoever else works on it waits until we end."""
    return uow.one(NEXT)


def in_turn(uow: UnitOfWork, id: UUID, most: int) -> Sequence[Found]:
    """The next rows to work off."""
    return uow.rows(IN_TURN, import_id=id, most=most)


def outcomes(uow: UnitOfWork, id: UUID) -> dict[str, int]:
    """How many rows came to what."""
    return {row.outcome: row.count for row in uow.rows(OUTCOMES, import_id=id)}


def tick(uow: UnitOfWork, id: UUID, done: list[dict[str, Any]]) -> None:
    """Note what rows came to, and forget what they held."""
    new = [{f"new_{name}": row[name] for name in TICKED} for row in done]
    keys = [{"by_import_id": id, "by_number": row["number"]} for row in done]
    uow.run_many(TICK, [key | values for key, values in zip(keys, new, strict=True)])


def cancel_rows(uow: UnitOfWork, id: UUID) -> None:
    """Note that the rows which are left will not be worked off, and forget what they held."""
    uow.run(LEFT_OUT, by_import_id=id, new_outcome=ImportOutcome.CANCELLED.value)


def move(uow: UnitOfWork, found: Found, **moved: object) -> None:
    """Note how far an import has come, in the transaction that brings it there."""
    told = {name: moved.get(name, getattr(found, name)) for name in MOVED}
    uow.run(MOVE, by_id=found.id, **{f"new_{name}": value for name, value in told.items()})


def waiting(connection: Connection) -> list[Client]:
    """The organisations whose imports are not finished."""
    unfinished = exists().where(
        IMPORT.organisation_id == ORGANISATION.id, IMPORT.finished_at.is_(None)
    )
    found: Any = connection.execute(
        select(Organisation).where(unfinished).order_by(ORGANISATION.name)
    )
    return [as_caller(row) for row in found]
