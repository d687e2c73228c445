"""Rows as records that can be put, or why not: what needs no database is checked here."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import Fault
from app.fields import Reference
from app.resources.imports import cells
from app.resources.imports.lines import Line
from app.resources.imports.types import TYPES
from app.resources.records.pointers import Name, named
from app.resources.records.schemas import IncomingRecord
from app.vocabulary import RecordType
from app.web.faults import faults_of

REFERENCE: TypeAdapter[str] = TypeAdapter(Reference)
TWICE = Fault("twice", "Another row of this file has the same reference.", pointer="/reference")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, what it leans on, what it brings; `faults` if it is refused."""

    number: int
    type: RecordType | None
    reference: str | None
    payload: str = "{}"
    needs: frozenset[Name] = frozenset()
    gives: frozenset[Name] = frozenset()
    belongs_to: str = ""
    faults: tuple[Fault, ...] = field(default=())


def checked(
    lines: Iterable[Line], usual: RecordType | None, source: str, *, texts: bool
) -> list[Row]:
    """Every row; `usual` is the type of those that name none, `texts` says that all are texts."""
    rows = [_row(line, usual, source, texts=texts) for line in lines]
    often = Counter((row.type, row.reference) for row in rows)
    return [
        replace(row, faults=(*row.faults, TWICE))
        if row.reference and often[row.type, row.reference] > 1
        else row
        for row in rows
    ]


def _row(line: Line, usual: RecordType | None, source: str, *, texts: bool) -> Row:
    sent = dict(line.sent)
    told = sent.pop("type", usual)
    type = told if told in list(RecordType) else None
    type = RecordType(type) if type else None
    reference = _reference(sent.pop("reference", None))
    faults = line.faults or tuple(_nameless(type, reference))
    if type is None or faults:
        return Row(line.number, type, reference, faults=faults)
    return _whole(line.number, type, str(reference), sent, source, texts=texts)


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


def _whole(  # noqa: PLR0913  # what a row is, and how it was sent
    number: int, type: RecordType, reference: str, sent: dict[str, Any], source: str, *, texts: bool
) -> Row:
    model = TYPES[type].sent
    try:
        document = cells.document(model, sent) if texts else sent
        incoming = model.model_validate(document)
        needs = named(incoming, source)
    except ValidationError as error:
        return Row(number, type, reference, faults=faults_of(error, model=model, sent=document))
    payload = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    gives = {(type, source, reference), *_inside(incoming, source)}
    return Row(
        number,
        type,
        reference,
        payload,
        frozenset(needs - gives),
        frozenset(gives),
        getattr(incoming, "supervisee_ref", None) or "",
    )


def _inside(incoming: IncomingRecord, source: str) -> Iterator[Name]:
    """The actions that are sent inside a record."""
    for action in getattr(incoming, "actions", None) or ():
        if action.reference:
            yield RecordType.ACTION, source, action.reference
