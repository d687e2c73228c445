"""Files of many records in the database: rows put in line, taken in turn, ticked off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, func, select

from app.db.base import columns_of
from app.db.clients import as_caller
from app.db.naming import Name
from app.db.prepared import Prepared
from app.db.tables import Import, ImportRow, Organisation
from app.db.unit_of_work import Client, Found, UnitOfWork, alteration, owned
from app.vocabulary import ImportOutcome

IMPORT = columns_of(Import)
ROW = columns_of(ImportRow)
ORGANISATION = columns_of(Organisation)
PATIENCE = timedelta(days=1)
LONGEST_REST = 200

ONE = Prepared(owned(Import).where(IMPORT.id == bindparam("id")))
LOCKED = Prepared(owned(Import).where(IMPORT.id == bindparam("id")).with_for_update())
READY = IMPORT.finished_at.is_(None) & (
    IMPORT.received_at.is_not(None) | (IMPORT.created_at < bindparam("given_up"))
)
NEXT = Prepared(owned(Import).where(READY).order_by(IMPORT.id).limit(1).with_for_update())
IN_TURN = (ROW.rank, ROW.belongs_to, ROW.day, ROW.number)
LEFT = owned(ImportRow).where(ROW.import_id == bindparam("import_id"), ROW.outcome.is_(None))
FREE = LEFT.where(ROW.waits_for.is_(None)).order_by(*IN_TURN)
WAITING = Prepared(
    LEFT.where(ROW.waits_for.is_not(None)).order_by(*IN_TURN).limit(bindparam("most"))
)
NEXT_FREE = Prepared(FREE.limit(bindparam("most")))
REST = Prepared(
    FREE.where(ROW.rank == bindparam("rank"), ROW.belongs_to == bindparam("belongs_to"))
    .limit(bindparam("most"))
    .offset(bindparam("taken"))
)
IS_WAITED_FOR = Prepared(
    owned(ImportRow, ROW.number)
    .where(
        ROW.import_id == bindparam("import_id"),
        ROW.outcome.is_(None),
        ROW.waits_for.is_not(None),
    )
    .limit(1)
)
WAIT = Prepared(
    alteration(ImportRow, "import_id", "number").values(waits_for=bindparam("new_waits_for"))
)
SET_FREE = Prepared(alteration(ImportRow, "import_id", "waits_for").values(waits_for=None))
# By one sort: a planner that believes the file to be short would look at each row for each other.
SAME = (
    owned(
        ImportRow,
        ROW.number,
        ROW.outcome,
        func.count().over(partition_by=(ROW.type, ROW.reference)).label("often"),
    )
    .where(ROW.import_id == bindparam("import_id"), ROW.reference.is_not(None))
    .subquery()
)
TWICE = Prepared(select(SAME.c.number).where(SAME.c.often > 1, SAME.c.outcome.is_(None)))
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
MOVED = (
    "total",
    "done",
    "received_at",
    "raised",
    "cleared",
    "stubbed",
    "flags",
    "started_at",
    "finished_at",
    "cancelled_at",
)
MOVE = Prepared(alteration(Import, "id").values({name: bindparam(f"new_{name}") for name in MOVED}))


def take(uow: UnitOfWork) -> Found | None:
    """The oldest that is not finished, locked: whoever else works on it waits until we end.

    Also one whose file stopped arriving a day ago, which somebody has to give up.
    """
    return uow.one(NEXT, given_up=uow.now - PATIENCE)


def free_rows(uow: UnitOfWork, id: UUID, most: int) -> list[Found]:
    """The next rows that wait for none; what belongs to one worker is not parted."""
    rows = list(uow.rows(NEXT_FREE, import_id=id, most=most))
    last = rows[-1] if len(rows) == most else None
    if last is None or not last.belongs_to:
        return rows
    taken = sum((row.rank, row.belongs_to) == (last.rank, last.belongs_to) for row in rows)
    own = {"rank": last.rank, "belongs_to": last.belongs_to, "taken": taken}
    return rows + list(uow.rows(REST, import_id=id, most=LONGEST_REST, **own))


def waiting_rows(uow: UnitOfWork, id: UUID, most: int) -> Sequence[Found]:
    """The next rows that wait for another record."""
    return uow.rows(WAITING, import_id=id, most=most)


def let_wait(uow: UnitOfWork, id: UUID, numbers: Mapping[int, Name]) -> None:
    """Note for which record rows wait."""
    rows = [(number, waited_for(name)) for number, name in numbers.items()]
    keys = [
        {"by_import_id": id, "by_number": number, "new_waits_for": name} for number, name in rows
    ]
    uow.run_many(WAIT, keys)


def set_free(uow: UnitOfWork, id: UUID, names: Iterable[Name]) -> None:
    """Let rows come that have waited for records which are there now."""
    if uow.one(IS_WAITED_FOR, import_id=id):
        keys = [{"by_import_id": id, "by_waits_for": waited_for(name)} for name in names]
        uow.run_many(SET_FREE, keys)


def waited_for(name: Name) -> str:
    """A record as rows say that they wait for it."""
    return " ".join(name)


def twice(uow: UnitOfWork, id: UUID) -> list[int]:
    """The rows whose reference another row of their file has, too."""
    return [row.number for row in uow.rows(TWICE, import_id=id)]


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


def forget(uow: UnitOfWork, id: UUID) -> None:
    """Leave nothing of a file that could not be taken in."""
    uow.remove(ImportRow, "import_id", id)
    uow.remove(Import, "id", id)


def waiting(connection: Connection) -> list[Client]:
    """The organisations whose imports are not finished."""
    unfinished = exists().where(
        IMPORT.organisation_id == ORGANISATION.id, IMPORT.finished_at.is_(None)
    )
    found: Any = connection.execute(
        select(Organisation).where(unfinished).order_by(ORGANISATION.name)
    )
    return [as_caller(row) for row in found]
