"""Filters of lists: records whose row in a table of their kind meets some conditions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement

from app.db.base import OrganisationRow, columns_of
from app.db.records import RECORD
from app.db.unit_of_work import owned

Conditions = Sequence[ColumnElement[bool]]


def equal(*asked: tuple[ColumnElement[object], object]) -> list[ColumnElement[bool]]:
    """A condition for each column that was asked for."""
    return [column == value for column, value in asked if value is not None]


def between(
    column: ColumnElement[date], first: date | None, last: date | None
) -> list[ColumnElement[bool]]:
    """The conditions that a day lies in a period; either end may be open."""
    begun = [column >= first] if first else []
    return begun + ([column <= last] if last else [])


def among(
    table: type[OrganisationRow], conditions: Conditions, column: str = "id"
) -> ColumnElement[bool]:
    """The condition that a record's id stands in a table's rows under these conditions."""
    return RECORD.id.in_(owned(table, columns_of(table)[column]).where(*conditions))


def narrowed(
    table: type[OrganisationRow], conditions: Conditions, column: str = "id"
) -> list[ColumnElement[bool]]:
    """`among` where there are conditions, else nothing."""
    return [among(table, conditions, column)] if conditions else []
