"""Which records the rows of an import wait for in vain, and which stubs were made for which row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func

from app.db.base import table_of
from app.db.imports import LEFT, ROW
from app.db.line import canonical
from app.db.naming import Name
from app.db.prepared import Prepared
from app.db.tables import ImportRow
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned, owned_as
from app.vocabulary import RecordType

NOBODY = "-"
"""What a row waits for that nothing can set free: it is put when no other row is left."""
OTHER = table_of(ImportRow).alias("other")
# By its beginning and not by a range: what lies between two texts depends on the database's locale.
OF_TYPE = func.substr(ROW.waits_for, 1, bindparam("length")) == bindparam("beginning")
AWAITED = (
    owned(ImportRow, ROW.waits_for, func.min(ROW.number).label("number"))
    .where(
        ROW.import_id == bindparam("import_id"),
        ROW.outcome.is_(None),
        ROW.waits_for.is_not(None),
        OF_TYPE,
    )
    .group_by(ROW.waits_for)
    .order_by(ROW.waits_for)
    .limit(bindparam("most"))
)
BROUGHT = owned_as(OTHER, bindparam("own_beginning") + OTHER.c.reference).where(
    OTHER.c.import_id == bindparam("import_id"),
    OTHER.c.outcome.is_(None),
    OTHER.c.waits_for.is_not(None),
    OTHER.c.type == bindparam("own_type"),
)
BY_ANY = Prepared(AWAITED)
BY_NO_ROW = Prepared(AWAITED.where(ROW.waits_for.not_in(BROUGHT)))
FIRST = Prepared(LEFT.where(ROW.waits_for.is_not(None), OF_TYPE).order_by(ROW.number).limit(1))
GIVE_UP = Prepared(
    alteration(ImportRow, "import_id", "waits_for").values(waits_for=bindparam("new_waits_for"))
)
STUBBED = Prepared(
    owned(ImportRow, ROW.number, ROW.stubbed).where(
        ROW.import_id == bindparam("import_id"),
        ROW.number.in_(bindparam("numbers", expanding=True)),
    )
)
NOTE = Prepared(
    alteration(ImportRow, "import_id", "number").values(stubbed=bindparam("new_stubbed"))
)


class Awaited(NamedTuple):
    """A record that is not there, and the first row of the file that waits for it."""

    name: Name
    number: int


def awaited(uow: UnitOfWork, found: Found, type: RecordType, most: int) -> list[Awaited]:
    """The next records of a type that rows wait for and no row that is left brings."""
    values = {"own_type": type.value, "own_beginning": f"{type.value} {found.source} "}
    return _awaited(uow, BY_NO_ROW, found, type, most=most, **values)


def awaited_of_any(uow: UnitOfWork, found: Found, type: RecordType, most: int) -> list[Awaited]:
    """The same where it is known that no row of the type is left."""
    return _awaited(uow, BY_ANY, found, type, most=most)


def first_awaited(uow: UnitOfWork, found: Found, type: RecordType) -> list[Awaited]:
    """What the first row waits for, even if another brings it: they wait for one another."""
    return _awaited(uow, FIRST, found, type)


def _awaited(
    uow: UnitOfWork, query: Prepared, found: Found, type: RecordType, **values: object
) -> list[Awaited]:
    beginning = f"{type.value} "
    values |= {"import_id": found.id, "beginning": beginning, "length": len(beginning)}
    return [Awaited(_name(row.waits_for), row.number) for row in uow.rows(query, **values)]


def _name(waits_for: str) -> Name:
    type, source, reference = waits_for.split(" ")
    return RecordType(type), source, reference


def give_up(uow: UnitOfWork, id: UUID, names: Iterable[str]) -> None:
    """Let rows wait no longer for what will not come."""
    keys = [{"by_import_id": id, "by_waits_for": name, "new_waits_for": NOBODY} for name in names]
    uow.run_many(GIVE_UP, keys)


def note(uow: UnitOfWork, id: UUID, stubs: Mapping[int, Sequence[dict[str, Any]]]) -> None:
    """Note stubs beside the rows for which they were made, by number, after earlier ones."""
    if not stubs:
        return
    known = uow.rows(STUBBED, import_id=id, numbers=list(stubs))
    earlier = {row.number: json.loads(row.stubbed or "[]") for row in known}
    whole = {number: canonical([*earlier[number], *told]) for number, told in stubs.items()}
    keys = [
        {"by_import_id": id, "by_number": number, "new_stubbed": text}
        for number, text in whole.items()
    ]
    uow.run_many(NOTE, keys)
