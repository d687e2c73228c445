"""Cells of text: as a spreadsheet should read them, and without anything it could run."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.web.formats.table import BETWEEN, Batch, Column, Kind

FORMULA = frozenset("=+-@\t\r\n")
"""What a spreadsheet takes for the beginning of a formula, white space that it skips included."""

Cell = Callable[[Any], Any]


def safe(text: Any) -> str:  # noqa: ANN401  # also an enum that is no str
    """Text with an apostrophe before what would be a formula."""
    text = str(text)
    return f"'{text}" if text[:1] in FORMULA else text


def instant(value: datetime) -> str:
    """An instant in UTC, as ISO 8601 has it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def listed(values: Iterable[object]) -> str:
    """The words of a list in one cell."""
    return BETWEEN.join(map(str, values))


def written_out(value: object) -> str:
    """An object as JSON, the same for the same object."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _boolean(value: object) -> str:
    return "true" if value else "false"


AS_TEXT: Mapping[Kind, Cell] = {
    Kind.TEXT: safe,
    Kind.BOOLEAN: _boolean,
    Kind.INSTANT: instant,
    Kind.LIST: lambda values: safe(listed(values)),
    Kind.OBJECT: lambda value: safe(written_out(value)),
}
"""How kinds are written that `str` would write otherwise; None is an empty cell in all."""


def converted(
    columns: Sequence[Column], rows: Batch, cells: Mapping[Kind, Cell]
) -> Iterator[tuple[Any, ...]]:
    """The rows with the cells of some kinds converted, column by column: that is fast."""
    made = []
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        cell = cells.get(column.kind)
        made.append(
            values if cell is None else [None if each is None else cell(each) for each in values]
        )
    return zip(*made, strict=True)
