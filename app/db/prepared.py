"""Statements that are compiled once for each kind of database and then run by the driver itself.

SQLAlchemy spends about 70 µs on running a statement that SQLite runs in 7, and a write here runs
two dozen. So what is built once at import is also compiled once: to its text, the order of its
values, and how each value and each column is converted. Text and conversions are SQLAlchemy's own;
statements that are put together for one request go the ordinary way.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Executable,
    Table,
    Update,
    Uuid,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.db.arrays import is_list, over_arrays, with_arrays
from app.db.base import Utc

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
NAMED = re.compile(r"%\((\w+)\)s")
WORTH_A_COPY = 50
WORTH_ARRAYS = 20
LONGEST_LIST = 50  # a longer list, or an empty one, is rare: it goes the ordinary way


class Prepared:
    """A statement that is built once and run often; `values` name what is bound each time."""

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        self.statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}
        self._plans: dict[tuple[Any, ...], _Plan] = {}
        self._rows: dict[str, _Rows] = {}
        self._of_many: Prepared | None = None

    def run(self, connection: Connection, values: Values) -> DBAPICursor:
        """Run it; the driver's cursor, from which `rows` reads."""
        plan = self._plan(connection, values)
        return _driven(connection, "execute", plan.text, plan.bound(values))

    def run_many(self, connection: Connection, values: Sequence[Values]) -> DBAPICursor:
        """Run it for each of many sets of values, of which no two mean the same row."""
        if _is_for_arrays(self.statement, connection, values):
            return self._over_arrays(connection, values)
        plan = self._plan(connection, values[0])
        return _driven(connection, "executemany", plan.text_of_many, plan.bound_many(values))

    def insert(self, connection: Connection, values: Sequence[Values]) -> None:
        """Run it, an insert and nothing more, for many rows: as a COPY where that is quicker."""
        if connection.dialect.name == "postgresql" and len(values) >= WORTH_A_COPY:
            self._copy(connection, self._plan(connection, values[0]), values)
        else:
            self.run_many(connection, values).close()

    def _over_arrays(self, connection: Connection, values: Sequence[Values]) -> DBAPICursor:
        if self._of_many is None:
            binds = self._compile(connection.dialect).compiler.bind_names
            types = {bind.key: bind.type for bind in binds if bind.required}
            statement: Any = self.statement
            self._of_many = Prepared(over_arrays(statement, types))
        arrays = {name: [row[name] for row in values] for name in values[0]}
        return self._of_many.run(connection, arrays)

    def _copy(self, connection: Connection, plan: "_Plan", values: Sequence[Values]) -> None:
        quoted = connection.dialect.identifier_preparer.quote
        table: Table = self.statement.table  # type: ignore[attr-defined]  # it is an insert
        columns = ", ".join(map(quoted, plan.in_order))
        text = f"COPY {quoted(table.name)} ({columns}) FROM STDIN (FORMAT BINARY)"
        cursor: Any = connection.connection.cursor()
        with _translated(connection, text), cursor, cursor.copy(text) as copying:
            copying.set_types(_type_names(table, plan.in_order, connection.dialect))
            for row in plan.bound_many(values):
                copying.write_row(row)

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """All rows, each with its columns as attributes."""
        dialect = connection.dialect
        lists = self._compile(dialect).lists
        if any(not 0 < len(values[name]) <= LONGEST_LIST for name in lists):
            return list(connection.execute(self.statement, dict(values)).all())
        cursor = self.run(connection, values)
        if dialect.name not in self._rows:
            self._rows[dialect.name] = _Rows(self._selected(), dialect)
        found = self._rows[dialect.name].read(cursor.fetchall())
        cursor.close()
        return found

    def _selected(self) -> list[ColumnElement[Any]]:
        return list(self.statement.selected_columns)  # type: ignore[attr-defined]  # one with rows

    def _plan(self, connection: Connection, values: Values) -> "_Plan":
        dialect = connection.dialect
        compiler, lists = self._compile(dialect)
        key = (dialect.name, *(len(values[name]) for name in lists))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = _Plan(compiler, dialect, values)
        return plan

    def _compile(self, dialect: Dialect) -> "_Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(
                self.statement, dialect, self._columns
            )
        return compiled


class _Compiled(NamedTuple):
    """A statement for one kind of database, and the lists whose lengths are part of its text."""

    compiler: SQLCompiler
    lists: tuple[str, ...]


def _compile(statement: Executable, dialect: Dialect, columns: list[str] | None) -> _Compiled:
    own: Any = with_arrays(statement) if dialect.name == "postgresql" else statement
    compiler: SQLCompiler = own.compile(dialect=dialect, column_keys=columns)
    binds = compiler.bind_names.items()
    return _Compiled(compiler, tuple(name for bind, name in binds if is_list(bind)))


def _is_for_arrays(statement: Executable, connection: Connection, values: Sequence[Values]) -> bool:
    can = isinstance(statement, Update) and connection.dialect.name == "postgresql"
    return can and len(values) >= WORTH_ARRAYS


def _type_names(table: Table, columns: Sequence[str], dialect: Dialect) -> list[str]:
    """PostgreSQL's names of the types of columns, without their lengths."""
    names = (table.c[name].type.compile(dialect).lower() for name in columns)
    return [name.partition("(")[0] for name in names]


class _Plan:
    """The text for lists of certain lengths, and how values become the driver's parameters."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, values: Values) -> None:
        whole = {**compiled.params, **values}
        state = compiled.construct_expanded_state(whole)
        self.text = state.statement
        slots: dict[str, tuple[str, int | None, Convert | None]] = {}
        for bind, name in compiled.bind_names.items():
            convert = _binder(bind.type, dialect)
            if bind.expanding:
                for place in range(len(whole[name])):
                    slots[f"{name}_{place + 1}"] = (name, place, convert)
            else:
                slots[name] = (name, None, convert)
        self._names = state.positiontup
        self._slots = [slots[name] for name in self._names or slots]
        self._keys = list(slots)
        self._fixed = {name: value for name, value in whole.items() if name not in values}
        # Many rows are bound in order, also where the driver could do it by name: that is quicker.
        in_order = self._names or NAMED.findall(self.text)
        self.text_of_many = self.text if self._names else NAMED.sub("%s", self.text)
        self.in_order = [slots[name][0] for name in in_order]
        self._of_row = _getter(self.in_order, self._fixed)
        converts = ((place, slots[name][2]) for place, name in enumerate(in_order))
        self._converts = [(place, convert) for place, convert in converts if convert]

    def bound_many(self, rows: Sequence[Values]) -> list[tuple[Any, ...]]:
        """Each row in order; none of their values is a list."""
        found = []
        for row in rows:
            values = list(self._of_row(row))
            for place, convert in self._converts:
                values[place] = convert(values[place])
            found.append(tuple(values))
        return found

    def bound(self, values: Values) -> tuple[Any, ...] | dict[str, Any]:
        """In order, or by name where the driver wants names."""
        fixed, found = self._fixed, []
        for name, place, convert in self._slots:
            value = values[name] if name in values else fixed[name]
            if place is not None:
                value = value[place]
            found.append(value if convert is None else convert(value))
        return tuple(found) if self._names else dict(zip(self._keys, found, strict=True))


def _getter(names: Sequence[str], fixed: Values) -> Callable[[Values], Iterable[Any]]:
    """What takes the values with these names out of a row."""
    if fixed or len(names) == 1:
        return lambda row: [row[name] if name in row else fixed[name] for name in names]
    return itemgetter(*names)


class _Rows:
    """How the driver's rows become rows with named, converted columns."""

    def __init__(self, columns: Sequence[ColumnElement[Any]], dialect: Dialect) -> None:
        names = [str(column.key) for column in columns]
        # The names are the statement's: no type checker can know them.
        found: Any = namedtuple("Found", names)  # type: ignore[misc]  # noqa: PYI024
        self._make = found._make
        processors = (_processor(column.type, dialect) for column in columns)
        self._converts = [(at, convert) for at, convert in enumerate(processors) if convert]

    def read(self, raw: Sequence[Sequence[Any]]) -> list[Any]:
        found = []
        for values in raw:
            row = list(values)
            for at, convert in self._converts:
                row[at] = convert(row[at])
            found.append(self._make(row))
        return found


def _binder(type: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """How a value is bound; the same few days and instants come again: they are remembered."""
    if isinstance(type, ARRAY):
        each = _binder(type.item_type, dialect)
        return each and (lambda values: list(map(each, values)))
    found: Convert | None = type.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=10_000)(found) if found and isinstance(type, Date | Utc) else found


def _processor(type: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """How a column is converted; the same few ids come again and again, so they are remembered."""
    found: Convert | None = type.dialect_impl(dialect).result_processor(dialect, None)
    return lru_cache(maxsize=100_000)(found) if found and isinstance(type, Uuid) else found


def _driven(connection: Connection, how: str, text: str, parameters: object) -> DBAPICursor:
    """Let the driver run a text; its errors become SQLAlchemy's, without the parameters."""
    cursor = connection.connection.cursor()
    with _translated(connection, text):
        getattr(cursor, how)(text, parameters)
    return cursor


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send what follows without waiting for answers, where the driver can; nothing may be read."""
    pipeline = getattr(connection.connection.driver_connection, "pipeline", None)
    if pipeline is None:
        yield
    else:
        with _translated(connection, "several statements"), pipeline():
            yield


@contextmanager
def _translated(connection: Connection, text: str) -> Iterator[None]:
    dialect: Any = connection.dialect
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        if dialect.is_disconnect(error, connection.connection.driver_connection, None):
            connection.invalidate(error)
        raise DBAPIError.instance(
            text, None, error, base, hide_parameters=True, dialect=dialect
        ) from error
