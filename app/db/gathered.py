"""Rows to be inserted that wait for each other, so that many go in one statement."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.db.base import OrganisationRow, table_of
from app.db.prepared import Prepared

Rows = list[dict[str, Any]]


class Gathered:
    """What is to be inserted, by table; sent so that no row comes before one that it points at."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[OrganisationRow], Prepared], Rows] = {}

    def add(self, table: type[OrganisationRow], statement: Prepared, rows: Rows) -> None:
        """Let rows of a table wait."""
        self._rows.setdefault((table, statement), []).extend(rows)

    def send(self, connection: Connection) -> None:
        """Insert all that waits."""
        if not self._rows:
            return
        rows, self._rows = self._rows, {}
        for table, statement in sorted(rows, key=lambda each: _places()[table_of(each[0]).name]):
            statement.insert(connection, rows[table, statement])

    def forget(self) -> None:
        """Insert nothing of it: what it belonged to is undone."""
        self._rows = {}


@lru_cache
def _places() -> dict[str, int]:
    """The place of each table among those that it points at."""
    return {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
