"""Rows of JSON: an array of objects, or an object a line."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from app.errors import Fault, Invalid, Malformed
from app.resources.imports.json_arrays import items
from app.resources.imports.lines import Line
from app.resources.imports.types import TYPES
from app.web import strict_json
from app.web.faults import names_in

KNOWN = frozenset().union(*(names_in(taken.sent) for taken in TYPES.values()))
"""The names that a fault may show: all others are the sender's words."""


def rows_of_array(file: BinaryIO) -> Iterator[Line]:
    """The rows of a JSON array; raises `Malformed` where it is not JSON, or none."""
    for number, sent in enumerate(items(file), start=1):
        yield _line(number, sent)


def rows_of_lines(file: BinaryIO) -> Iterator[Line]:
    """The rows of JSON lines; one that is not JSON keeps no other out."""
    lines = (text for text in file if text.strip())
    for number, text in enumerate(lines, start=1):
        try:
            sent = strict_json.parse(text)
        except Malformed as refused:
            yield Line(number, {}, (Fault(refused.code, refused.detail, pointer=""),))
        else:
            yield _line(number, sent)


def _line(number: int, sent: Any) -> Line:  # noqa: ANN401  # any JSON
    if not isinstance(sent, dict):
        return Line(number, {}, (Fault("wrong-type", "Must be an object.", pointer=""),))
    try:
        strict_json.check_controls(sent, KNOWN)
    except Invalid as refused:
        return Line(number, {}, refused.faults)
    return Line(number, sent)
