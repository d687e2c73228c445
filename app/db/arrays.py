"""Statements that are given many values at once, rewritten so that PostgreSQL takes them as arrays.

Their text and their plan are then the same however many values there are, and the driver binds one
where it would bind hundreds, or would run the statement hundreds of times.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    BinaryExpression,
    BindParameter,
    ColumnElement,
    Executable,
    String,
    Text,
    Update,
    any_,
    bindparam,
    column,
    func,
)
from sqlalchemy.sql.operators import in_op
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString


def is_list(bind: BindParameter[Any]) -> bool:
    """Whether a value has to be given, and is a list."""
    return bind.expanding and bind.required


def with_arrays(statement: Executable) -> Executable:
    """Let each list be one array."""

    def in_array(element: ExternallyTraversible, **_: object) -> ColumnElement[Any] | None:
        if not (isinstance(element, BinaryExpression) and element.operator is in_op):
            return None
        bind = element.right
        if not (isinstance(bind, BindParameter) and is_list(bind)):
            return None
        return element.left == any_(_array(bind.key, element.left.type))

    return _changed(statement, in_array)


def over_arrays(statement: Update, types: Mapping[str, TypeEngine[Any]]) -> Executable:
    """Change many rows at once: each value that is to be given comes as an array of its type.

    An array has a place for each row; no row may be meant twice.
    """
    arrays = (_array(name, type) for name, type in types.items())
    columns = (column(name, type) for name, type in types.items())
    sent = func.unnest(*arrays).table_valued(*columns, name="sent").render_derived()

    def in_row(element: ExternallyTraversible, **_: object) -> ColumnElement[Any] | None:
        return sent.c.get(element.key) if isinstance(element, BindParameter) else None

    return _changed(statement, in_row)


def _array(name: str, type: TypeEngine[Any]) -> BindParameter[Any]:
    """A text has no length here: what is cast to one would be cut."""
    is_text = isinstance(type, String | AutoString)
    return bindparam(name, type_=ARRAY(Text() if is_text else type))


def _changed(statement: Executable, change: Any) -> Executable:  # noqa: ANN401  # of a protocol that SQLAlchemy keeps to itself
    traversed: Any = statement  # every statement is, though its type does not say so
    changed: Executable = replacement_traverse(traversed, {}, change)
    return changed
