"""Rows as they are stored until their turn, or why they cannot be: which record, of what type."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from app.errors import Fault
from app.fields import Reference
from app.resources.imports import cells
from app.resources.imports.lines import Line
from app.resources.imports.placing import FIRST, Place, place
from app.resources.imports.types import TYPES
from app.vocabulary import RecordType

REFERENCE: TypeAdapter[str] = TypeAdapter(Reference)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, what it holds, its place in the order; `faults` if refused."""

    number: int
    type: RecordType | None
    reference: str | None
    payload: str = "{}"
    place: Place = FIRST
    faults: tuple[Fault, ...] = ()


def checked(lines: Iterable[Line], usual: RecordType | None, *, texts: bool) -> Iterator[Row]:
    """Every row; `usual` is the type of those that name none, `texts` says that all are texts.

    Its fields are checked when its turn comes, by whoever writes records of its type.
    """
    return (_row(line, usual, texts=texts) for line in lines)


def _row(line: Line, usual: RecordType | None, *, texts: bool) -> Row:
    sent = dict(line.sent)
    told = sent.pop("type", usual)
    type = RecordType(told) if told in list(RecordType) else None
    reference = _reference(sent.pop("reference", None))
    faults = line.faults or tuple(_nameless(type, reference))
    if type is None or faults:
        return Row(line.number, type, reference, faults=faults)
    document = cells.document(TYPES[type].sent, sent) if texts else sent
    payload = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return Row(line.number, type, reference, payload, place(type, document))


def _nameless(type: RecordType | None, reference: str | None) -> Iterator[Fault]:
    if type is None:
        words = ", ".join(RecordType)
        yield Fault("type-unknown", f"Must be one of: {words}.", pointer="/type")
    if reference is None:
        yield Fault(
            "reference",
            "A reference is needed: 1 to 128 characters from ! to ~, without blanks or accents.",
            pointer="/reference",
        )


def _reference(sent: object) -> str | None:
    try:
        return REFERENCE.validate_python(sent)
    except ValidationError:
        return None
