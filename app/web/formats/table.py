"""A table as every format writes it: what it is, its columns, and rows in the order of these."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

Row = Sequence[Any]
Batch = Sequence[Row]
Batches = AsyncIterator[Batch]
BETWEEN = "; "
"""What parts the words of a list where a format knows no lists."""


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"
    UUID = "uuid"
    LIST = "list"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; every cell of it may be empty."""

    name: str
    kind: Kind
    description: str = ""

    @property
    def title(self) -> str:
        """The name in words."""
        words = self.name.replace("_", " ")
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says of itself; `asked` is what was asked for and what answered, in words."""

    name: str
    title: str
    columns: tuple[Column, ...]
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def columns_in(*models: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of rows that have the fields of these models; a name counts once."""
    found: dict[str, Column] = {}
    for model in models:
        for name, field in model.model_fields.items():
            column = Column(name, _kind(field.annotation), field.description or "")
            found.setdefault(name, column)
    return tuple(found.values())


_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.BOOLEAN),
    (int, Kind.INTEGER),
    (float, Kind.NUMBER),
    (Decimal, Kind.NUMBER),
    (datetime, Kind.INSTANT),
    (date, Kind.DAY),
    (UUID, Kind.UUID),
    (str, Kind.TEXT),
    (list, Kind.LIST),
    (dict, Kind.OBJECT),
    (BaseModel, Kind.OBJECT),
)
"""The narrower first: a bool is an int, an instant is a day."""


def _kind(annotation: object) -> Kind:
    """The kind of a field; raises `TypeError` where values of different kinds would meet."""
    kinds = set(_kinds(annotation))
    if len(kinds) != 1:
        raise TypeError(f"{annotation} is no column: {sorted(kinds)}")
    return kinds.pop()


def _kinds(annotation: object) -> Iterator[Kind]:
    origin = get_origin(annotation) or annotation
    if origin in (Union, UnionType):
        for branch in get_args(annotation):
            yield from _kinds(branch)
    elif origin is Literal:
        for value in get_args(annotation):
            yield from _kinds(type(value))
    elif isinstance(origin, type) and origin is not NoneType:
        if issubclass(origin, Enum) and not issubclass(origin, str):
            raise TypeError(f"{origin} is no column")
        yield next(kind for known, kind in _KINDS if issubclass(origin, known))
