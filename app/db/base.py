"""What every table shares: names for constraints, UTC instants, the organisation."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Table,
    TypeDecorator,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

Columns = ReadOnlyColumnCollection[str, Column[Any]]
LIVE = 2**62
"""`known_until` of a row that is known still: larger than any change number."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime; store UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back: SQLite forgets the zone, PostgreSQL may speak in another."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """A UUIDv7: ids of one process sort in the order in which they were made."""
    return uuid7()


class OrganisationRow(SQLModel):
    """A row of one organisation; the organisation stands first in every key."""

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a class of rows."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel hides the table
    return table


def columns_of(row: type[SQLModel]) -> Columns:
    """The columns of the table behind a class of rows."""
    return table_of(row).c


def to_record(column: str) -> ForeignKeyConstraint:
    """A pointer at a record of the same organisation; any other cannot be represented."""
    return ForeignKeyConstraint(
        ["organisation_id", column], ["record.organisation_id", "record.id"]
    )


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The database's own list of the words that a column may hold."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def in_order(first: str, last: str) -> CheckConstraint:
    """A period whose last day is not before its first."""
    return CheckConstraint(
        f"{first} IS NULL OR {last} IS NULL OR {first} <= {last}", name=f"{last}_order"
    )


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
