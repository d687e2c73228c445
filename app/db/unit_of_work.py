"""The unit of work: the only door to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Delete, Insert, Row, Select, Update, bindparam, select
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import update as sql_update
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql import Executable

from app.db.base import OrganisationRow
from app.db.pending import Pending
from app.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls: a system of one organisation, with one source and the scopes of its key."""

    id: UUID
    organisation_id: UUID
    key_id: UUID
    name: str
    source: str
    time_zone: str
    scopes: frozenset[Scope]
    cursor_secret: bytes = field(repr=False)
    expires_at: datetime | None = None


def owned(table: type[OrganisationRow], *columns: Any) -> Select[Any]:
    """Start a query over the caller's own organisation; build it once, run it often."""
    whole = table.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
    return select(*(columns or whole)).where(whole.organisation_id == bindparam("in_organisation"))


@lru_cache
def insertion(table: type[OrganisationRow]) -> Insert:
    """The statement that inserts rows of a table."""
    return sql_insert(table)


@lru_cache
def removal(table: type[OrganisationRow], column: str) -> Delete:
    """The statement that removes the organisation's rows in which a column has the value `key`."""
    columns = table.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
    return sql_delete(table).where(
        columns.organisation_id == bindparam("in_organisation"), columns[column] == bindparam("key")
    )


def alteration(table: type[OrganisationRow], *keys: str) -> Update:
    """A statement that changes the organisation's rows found by columns, bound as `by_<column>`."""
    columns = table.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
    return sql_update(table).where(
        columns.organisation_id == bindparam("in_organisation"),
        *(columns[key] == bindparam(f"by_{key}") for key in keys),
    )


class UnitOfWork:
    """One client, one organisation, one instant, one transaction.

    It offers no commit: that belongs to whoever opened it. It offers no bare select: every query
    starts from `owned(Table)` and is bound here to the client's organisation.
    """

    def __init__(
        self, connection: Connection, client: Client, now: datetime, *, writes: bool
    ) -> None:
        self._connection = connection
        self.client = client
        self.now = now
        self.writes = writes
        self.pending = Pending()

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

    def rows(self, query: Executable, **values: Any) -> Sequence[Row[Any]]:
        """All rows of a query over the organisation's own."""
        return self.run(query, values).all()

    def one(self, query: Executable, **values: Any) -> Row[Any] | None:
        """The row of a query that has one at most."""
        return self.run(query, values).one_or_none()

    def run(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run one statement, bound to the organisation."""
        bound = {**values, "in_organisation": self.client.organisation_id}
        return self._connection.execute(statement, bound)

    def run_many(self, statement: Executable, rows: list[dict[str, Any]]) -> None:
        """Run one statement for many rows, each bound to the organisation."""
        if rows:
            mine = {"in_organisation": self.client.organisation_id}
            self._connection.execute(statement, [row | mine for row in rows])

    def insert(self, table: type[OrganisationRow], rows: list[dict[str, Any]]) -> None:
        """Insert rows of one table now: its constraints speak here, not at the commit."""
        if rows:
            mine = {"organisation_id": self.client.organisation_id}
            self._connection.execute(insertion(table), [row | mine for row in rows])

    def insert_unless_taken(self, statement: Executable, rows: list[dict[str, Any]]) -> int:
        """Run an insert that passes over rows whose key is taken; how many went in."""
        mine = {"organisation_id": self.client.organisation_id}
        return self._connection.execute(statement, [row | mine for row in rows]).rowcount

    def remove(self, table: type[OrganisationRow], column: str, key: UUID) -> None:
        """Remove the rows in which a column has this value."""
        self.run(removal(table, column), {"key": key})
