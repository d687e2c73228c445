"""By which columns a table is read: those that were sent with it, else those of its source."""

from collections.abc import Collection as Several
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Malformed
from app.resources.editions import service as editions
from app.resources.editions.service import Collection
from app.resources.imports.cells import can_fill
from app.resources.imports.schemas import ImportQuery, columns_in
from app.resources.imports.types import TYPES
from app.vocabulary import EditionType, RecordType

COLUMNS = Collection(EditionType.COLUMNS)
TYPE, REFERENCE = "type", "reference"
"""What a row says beside the fields of its record."""


class Chosen(NamedTuple):
    """Our field by column, and the edition that says so; empty: columns have our fields' names."""

    fields: Mapping[str, str]
    edition: int | None = None


AS_THEY_ARE = Chosen({})


def code_of(source: str, type: RecordType) -> str:
    """What the columns of one type of a source are called among the editions."""
    return f"{source}/{type.value}"


def choose(uow: UnitOfWork, query: ImportQuery, source: str) -> Chosen:
    """Those that were sent, even if they are none; else the newest that the source has saved."""
    if query.columns is not None:
        return Chosen(_checked(columns_in(query.columns), query.type))
    if query.type is None:
        return AS_THEY_ARE
    kept = editions.find_newest(uow, COLUMNS, code_of(source, query.type))
    saved = kept.document["columns"] if kept else {}
    return Chosen(saved, kept.version) if kept and saved else AS_THEY_ARE


def wrong_in(
    columns: Mapping[str, str], types: Several[RecordType], beside: Several[str] = (REFERENCE,)
) -> Iterator[tuple[str, str]]:
    """What is wrong with columns: a code and a sentence, by place, as names are the sender's text.

    A field has to be one of any of the types, or of what a row may say `beside` them.
    """
    seen: set[str] = set()
    for place, field in enumerate(columns.values(), start=1):
        if field not in beside and not any(can_fill(TYPES[type].sent, field) for type in types):
            listed = " or ".join(types)
            yield "unknown-field", f"Column number {place} is given what is no field of {listed}."
        if field in seen:
            yield "twice", f"Column number {place} is given a field that another one has."
        seen.add(field)
    if columns and REFERENCE not in seen:
        yield "reference", "One of the columns has to be the reference."


def _checked(columns: dict[str, str], type: RecordType | None) -> dict[str, str]:
    """Columns as they were sent; where each row may say its type, any type's fields will do."""
    types = [type] if type and TYPE not in columns.values() else list(RecordType)
    faults = [
        Fault(code, detail, parameter="columns")
        for code, detail in wrong_in(columns, types, (REFERENCE, TYPE))
    ]
    if faults:
        detail = "Give each column of the table one of our fields."
        raise Malformed(detail, code="invalid-parameter", faults=tuple(faults))
    return columns
