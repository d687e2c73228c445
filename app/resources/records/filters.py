"""Filters of lists: records whose row in a table of their kind meets some conditions."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement

from app.db.base import OrganisationRow, columns_of
from app.db.records import RECORD
from app.db.unit_of_work import owned


def among(
    table: type[OrganisationRow], conditions: Iterable[ColumnElement[bool]], column: str = "id"
) -> ColumnElement[bool]:
    """The condition that a record's id stands in a table's rows under these conditions."""
    columns: Any = columns_of(table)
    return RECORD.id.in_(owned(table, columns[column]).where(*conditions))
