"""The unit of work: the only door to the database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Insert, Select, Update, bindparam, select
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import update as sql_update
from sqlalchemy.sql.selectable import NamedFromClause

from app.db.base import Columns, OrganisationRow, columns_of
from app.db.gathered import Gathered
from app.db.pending import Pending
from app.db.prepared import Prepared, together
from app.vocabulary import Scope

Clock = Callable[[], datetime]

Found = Any
"""A row of a query: its columns are its attributes."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls: a system of one organisation, with one source and the scopes of its key.

    `acts_for` is the reference of the worker on whose behalf this request is made, if any;
    `at_least` the number of a change that its reads must know of; None: of all there is, also of
    what has no number.
    """

    id: UUID
    organisation_id: UUID
    key_id: UUID
    name: str
    source: str
    time_zone: str
    scopes: frozenset[Scope]
    cursor_secret: bytes = field(repr=False)
    expires_at: datetime | None = None
    acts_for: str | None = None
    at_least: int | None = 0


def owned(table: type[OrganisationRow], *columns: ColumnElement[Any]) -> Select[Any]:
    """Start a query over the caller's own organisation; build it once, run it often."""
    whole = columns_of(table)
    return select(*(columns or whole)).where(whole.organisation_id == bindparam("in_organisation"))


def owned_as(alias: NamedFromClause[Columns], *columns: ColumnElement[Any]) -> Select[Any]:
    """The same of a table that a query meets a second time, by its alias."""
    return select(*columns).where(alias.c.organisation_id == bindparam("in_organisation"))


@lru_cache
def _insertion(table: type[OrganisationRow], columns: tuple[str, ...]) -> Prepared:
    return Prepared(sql_insert(table), columns)


@lru_cache
def _removal(table: type[OrganisationRow], column: str) -> Prepared:
    columns = columns_of(table)
    return Prepared(
        sql_delete(table).where(
            columns.organisation_id == bindparam("in_organisation"),
            columns[column] == bindparam("key"),
        )
    )


def alteration(table: type[OrganisationRow], *keys: str) -> Update:
    """A statement that changes the organisation's rows found by columns, bound as `by_<column>`."""
    columns = columns_of(table)
    return sql_update(table).where(
        columns.organisation_id == bindparam("in_organisation"),
        *(columns[key] == bindparam(f"by_{key}") for key in keys),
    )


@dataclass(slots=True)
class Attempt:
    """A part of a unit of work that may be undone while the rest stands."""

    undone: bool = False


class UnitOfWork:
    """One client, one organisation, one instant, one transaction; `written` counts its writes.

    It offers no commit: that belongs to whoever opened it. It offers no bare select: every query
    starts from `owned(Table)` and is bound here to the client's organisation.
    """

    def __init__(
        self,
        connection: Connection,
        client: Client,
        clock: Clock,
        *,
        writes: bool,
        is_copy: bool = False,
    ) -> None:
        self._connection = connection
        self.client = client
        self.clock = clock
        self.now = clock()
        self.writes = writes
        self.is_copy = is_copy
        self.pending = Pending()
        self.on_behalf_of: UUID | None = None
        self.written = 0
        self._gathered: Gathered | None = None

    @cached_property
    def today(self) -> date:
        """The civil day where the organisation is."""
        return self.day_of(self.now)

    def day_of(self, instant: datetime) -> date:
        """The civil day of an instant where the organisation is."""
        return instant.astimezone(ZoneInfo(self.client.time_zone)).date()

    @property
    def is_postgresql(self) -> bool:
        """Whether rows can be locked one by one; SQLite locks the whole file for a writer."""
        return self._connection.dialect.name == "postgresql"

    def rows(self, query: Prepared | Select[Any], **values: object) -> Sequence[Found]:
        """All rows of a query over the organisation's own."""
        self._send()
        bound = {**values, "in_organisation": self.client.organisation_id}
        if isinstance(query, Prepared):
            return query.rows(self._connection, bound)
        return self._connection.execute(query, bound).all()

    def one(self, query: Prepared | Select[Any], **values: object) -> Found | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(query, **values)), None)

    def only(self, query: Prepared | Select[Any], **values: object) -> Found:
        """The row of a query that must have one."""
        (row,) = self.rows(query, **values)
        return row

    def run(self, statement: Prepared, **values: object) -> None:
        """Run a statement that changes the organisation's own rows."""
        self._write()
        bound = {**values, "in_organisation": self.client.organisation_id}
        statement.run(self._connection, bound).close()

    def run_many(self, statement: Prepared, rows: list[dict[str, Any]]) -> None:
        """Run one statement for many rows, each bound to the organisation."""
        if rows:
            self._write()
            mine = {"in_organisation": self.client.organisation_id}
            statement.run_many(self._connection, [row | mine for row in rows]).close()

    def insert(self, table: type[OrganisationRow], rows: list[dict[str, Any]]) -> None:
        """Insert rows of one table now: its constraints speak here, not at the commit.

        The rows are ours from then on. Inside `gathering` they wait for each other, and the
        constraints speak later.
        """
        if not rows:
            return
        for row in rows:  # in place: a copy of each would take longer than the database does
            row["organisation_id"] = self.client.organisation_id
        self.written += 1
        statement = _insertion(table, tuple(rows[0]))
        if self._gathered is None:
            statement.insert(self._connection, rows)
        else:
            self._gathered.add(table, statement, rows)

    def insert_unless_taken(self, statement: Prepared, rows: list[dict[str, Any]]) -> int:
        """Run an insert that passes over rows whose key is taken; how many went in."""
        self._write()
        mine = {"organisation_id": self.client.organisation_id}
        cursor = statement.run_many(self._connection, [row | mine for row in rows])
        count: int = cursor.rowcount
        cursor.close()
        return count

    def insert_or_renew(self, statement: Insert, row: dict[str, Any]) -> int:
        """Run an insert that may take over a row; how many it touched."""
        self._write()
        mine = {"organisation_id": self.client.organisation_id}
        counting = statement.execution_options(preserve_rowcount=True)
        return self._connection.execute(counting, row | mine).rowcount

    @contextmanager
    def attempt(self) -> Iterator[Attempt]:
        """Undo what is done in this block, stored or pending, if it raises or asks for that."""
        self._send()
        before, attempt = self.pending.copy(), Attempt()
        try:
            with self._connection.begin_nested() as savepoint:
                yield attempt
                self._send()
                if attempt.undone:
                    savepoint.rollback()
        except BaseException:
            attempt.undone = True
            raise
        finally:
            if attempt.undone:
                self.pending = before
                if self._gathered is not None:
                    self._gathered.forget()

    @property
    def gathers(self) -> bool:
        """Whether inserts wait for each other."""
        return self._gathered is not None

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Let the inserts of this block wait for each other, until something is asked or changed.

        Hundreds of rows then go to the database in one statement for each table.
        """
        self._gathered = Gathered()
        try:
            yield
            self._send()
        finally:
            self._gathered = None

    def together(self) -> AbstractContextManager[None]:
        """Send the statements of this block in one go; none of them may be a query."""
        return together(self._connection)

    def remove(self, table: type[OrganisationRow], column: str, key: UUID) -> None:
        """Remove the rows in which a column has this value."""
        self.run(_removal(table, column), key=key)

    def _write(self) -> None:
        self.written += 1
        self._send()

    def _send(self) -> None:
        if self._gathered is not None:
            self._gathered.send(self._connection)
