"""Files of many records in the database: rows put in line, taken in turn, ticked off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, select, tuple_

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
# Found first and locked then: of several the oldest is meant, and not the oldest that is free.
OLDEST = owned(Import, IMPORT.id).where(READY).order_by(IMPORT.id).limit(1).scalar_subquery()
NEXT = owned(Import).where(READY, IMPORT.id == OLDEST)
ANY = Prepared(NEXT)
# PostgreSQL has a lock for each: who works alone shares the row with nobody, who works beside
# others holds its key, and who counts what was done keeps out only those who count or work alone.
ALONE = Prepared(NEXT.with_for_update(skip_locked=True))
BESIDE = Prepared(NEXT.with_for_update(read=True, key_share=True, skip_locked=True))
COUNTING = Prepared(
    owned(Import).where(IMPORT.id == bindparam("id")).with_for_update(key_share=True)
)
IN_TURN = (ROW.rank, ROW.belongs_to, ROW.day, ROW.number)
LEFT = owned(ImportRow).where(ROW.import_id == bindparam("import_id"), ROW.outcome.is_(None))
FREE = LEFT.where(ROW.waits_for.is_(None)).order_by(*IN_TURN)
WAITING = Prepared(
    LEFT.where(ROW.waits_for.is_not(None)).order_by(*IN_TURN).limit(bindparam("most"))
)
FIRST_RANK = (
    owned(ImportRow, func.min(ROW.rank))
    .where(ROW.import_id == bindparam("import_id"), ROW.outcome.is_(None), ROW.waits_for.is_(None))
    .scalar_subquery()
)
REST = FREE.where(
    ROW.rank == bindparam("rank"),
    ROW.belongs_to == bindparam("belongs_to"),
    tuple_(ROW.day, ROW.number) > tuple_(bindparam("day"), bindparam("number")),
)
MOST: BindParameter[int] = bindparam("most")
ALL_FREE = Prepared(FREE.limit(MOST)), Prepared(REST.limit(MOST))
# Of one rank: what a later one leans on may be in the hands of somebody else.
OURS = (
    Prepared(FREE.where(ROW.rank == FIRST_RANK).limit(MOST).with_for_update(skip_locked=True)),
    Prepared(REST.limit(MOST).with_for_update(skip_locked=True)),
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
IN_NO_HANDS = (
    owned(ImportRow, ROW.number)
    .where(ROW.import_id == bindparam("by_import_id"), ROW.outcome.is_(None))
    .with_for_update(skip_locked=True)
)
LEFT_OUT = Prepared(
    alteration(ImportRow, "import_id")
    .where(ROW.number.in_(IN_NO_HANDS))
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


def is_any_left(uow: UnitOfWork) -> bool:
    """Whether one is not finished, whoever works on it."""
    return uow.one(ANY, given_up=uow.now - PATIENCE) is not None


def take(uow: UnitOfWork) -> Found | None:
    """The oldest that is not finished, unless somebody works on it; nobody else can until we end.

    Also one whose file stopped arriving a day ago, which somebody has to give up.
    """
    return uow.one(ALONE, given_up=uow.now - PATIENCE)


def join(uow: UnitOfWork) -> Found | None:
    """The same, to be worked on beside others who join; nobody can take it until all end."""
    return uow.one(BESIDE, given_up=uow.now - PATIENCE)


def free_rows(uow: UnitOfWork, id: UUID, most: int) -> list[Found]:
    """The next rows that wait for none, for whoever works alone."""
    return _undivided(uow, *ALL_FREE, id, most)


def our_rows(uow: UnitOfWork, id: UUID, most: int) -> list[Found]:
    """The next of them that are in nobody's hands, all of one rank; they are in ours now."""
    return _undivided(uow, *OURS, id, most)


def _undivided(
    uow: UnitOfWork, beginning: Prepared, rest: Prepared, id: UUID, most: int
) -> list[Found]:
    """So many rows, and what else belongs to the worker of the last."""
    rows = list(uow.rows(beginning, import_id=id, most=most))
    last = rows[-1] if len(rows) == most else None
    if last is None or not last.belongs_to:
        return rows
    own = {name: getattr(last, name) for name in ("rank", "belongs_to", "day", "number")}
    return rows + list(uow.rows(rest, import_id=id, most=LONGEST_REST, **own))


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
    """Note that the rows in nobody's hands will not be worked off, and forget what they held."""
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
