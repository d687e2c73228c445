"""Expectations and flags as tables: short reads at one fixed change, so no connection is held."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from app.db.line import seq_at
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations import lines
from app.resources.expectations.asking import Asked, asked, at_seq, parameters
from app.resources.expectations.line_parts import Pairs
from app.resources.expectations.reading import flat
from app.resources.expectations.rulebook import policy_for, restated_versions
from app.resources.expectations.schemas import ExpectationFilters, ExpectationRead, FlagFilters
from app.resources.expectations.service import Position, position, rows_after
from app.web.door import Read
from app.web.formats.asked import in_words
from app.web.formats.operations import Export, Found, Lines
from app.web.formats.table import Batch, Batches, Column, columns_in

AT_ONCE = 1000
COLUMNS = columns_in(ExpectationRead)
_in_order = itemgetter(*(column.name for column in COLUMNS))


def _columns(query: ExpectationFilters) -> tuple[Column, ...]:
    return COLUMNS


async def _found(read: Read, query: ExpectationFilters) -> Found:
    """What is wrong with the query is answered before the stream begins."""
    moment, said = await read(fixed, query)
    first = await read(page, query, moment, None)
    return in_words(query, said), _batches(read, query, moment, first)


async def _batches(
    read: Read, query: ExpectationFilters, moment: Asked, first: tuple[Batch, Position]
) -> Batches:
    rows, last = first
    yield rows
    while last:
        rows, last = await read(page, query, moment, last)
        yield rows


async def _lines(read: Read, query: ExpectationFilters) -> Lines | None:
    """The same as CSV, unless sentences are wanted, which have to be made one by one."""
    if query.include == "sentence":
        return None
    moment, _ = await read(fixed, query)
    pairs = Pairs()
    first = await read(lines.page, query, moment, None, pairs)
    return _pages(read, query, moment, first, pairs)


async def _pages(
    read: Read,
    query: ExpectationFilters,
    moment: Asked,
    first: tuple[bytes, Position],
    pairs: Pairs,
) -> Lines:
    text, last = first
    yield text
    while last:
        text, last = await read(lines.page, query, moment, last, pairs)
        yield text


def fixed(uow: UnitOfWork, query: ExpectationFilters) -> tuple[Asked, dict[str, Any]]:
    """The change at which all pages are read, and what the answer says of itself."""
    moment = asked(uow, query.as_at, query.known_at)
    if moment.seq is None:
        moment = at_seq(moment, seq_at(uow, moment.known_at))
    return moment, {
        **parameters(moment),
        "policy_version": policy_for(uow, moment.as_at, moment.known_at).version,
        "restated_policy_versions": restated_versions(uow, moment.as_at, moment.known_at),
    }


def page(
    uow: UnitOfWork, query: ExpectationFilters, moment: Asked, after: Position
) -> tuple[Batch, Position]:
    """The next rows, and where to go on; None after the last."""
    rows = rows_after(uow, query, moment, after, AT_ONCE)
    found = flat(uow, rows, moment, words=query.include == "sentence")
    last = position(rows[-1], query) if len(rows) == AT_ONCE else None
    return _tuples(found), last


def _tuples(rows: Sequence[dict[str, Any]]) -> Batch:
    return [_in_order(row) for row in rows]


EXPECTATIONS = Export(
    "/expectations", "What was expected", ExpectationFilters, _columns, _found, _lines
)
FLAGS = Export("/flags", "What is overdue", FlagFilters, _columns, _found, _lines)
