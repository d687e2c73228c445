"""The shapes of imports."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.fields import Source
from app.vocabulary import (
    Atomicity,
    ImportMode,
    ImportOutcome,
    ImportStatus,
    RecordType,
    UnknownRef,
)
from app.web.paging import PageQuery

COLUMNS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def columns_in(text: str) -> dict[str, str]:
    """Our field by column, from the text of a JSON object; raises where it is none."""
    try:
        return COLUMNS.validate_json(text, strict=True)
    except ValidationError:
        raise PydanticCustomError(
            "columns", 'Must be a JSON object of texts: {"Worker no.": "reference"}.'
        ) from None


def _checked(text: str) -> str:
    columns_in(text)
    return text


class ImportQuery(BaseModel):
    """How a file is to be taken."""

    model_config = ConfigDict(extra="forbid")

    type: RecordType | None = Field(
        default=None, description="What the rows are, unless each says it itself as `type`."
    )
    source: Source | None = Field(
        default=None,
        description="The system that they come from: the client's own unless told. References in "
        "the rows are looked up there, too.",
    )
    mode: ImportMode = Field(
        default=ImportMode.VALIDATE,
        description="Validate does all that commit does, and undoes it.",
    )
    atomic: Atomicity = Field(
        default=Atomicity.ITEM, description="Whether one refused row keeps all others out."
    )
    on_unknown_ref: UnknownRef = Field(
        default=UnknownRef.REJECT,
        description="Of a row that points at a team, a worker or a case which nobody has sent: "
        "refuse it, or make a stub of the reference first, to be filled in later.",
    )
    columns: Annotated[str, AfterValidator(_checked)] | None = Field(
        default=None,
        max_length=4000,
        description="Of a table, as JSON: our field for each column that is to be read; others are "
        "passed over. Unless told, those that are saved for the source and the type; if it is "
        "empty, columns are named after our fields.",
    )


class FlagForeseen(BaseModel):
    """A flag that the rows would raise or clear."""

    change: Literal["raised", "cleared"]
    rule: str
    severity: str
    subject_type: str
    subject_ref: str | None
    record_type: str | None
    record_ref: str | None
    due_on: date | None


class ImportCounts(BaseModel):
    """How many rows came to what."""

    created: int
    updated: int
    unchanged: int
    stale_ignored: int
    restored: int
    refused: int
    held_back: int
    cancelled: int


class FlagCounts(BaseModel):
    """How many flags were raised and cleared, or would be."""

    raised: int
    cleared: int


class ImportRead(BaseModel):
    """One file, how it was to be taken and how far it is."""

    id: UUID
    source: str
    mode: ImportMode
    atomic: Atomicity
    on_unknown_ref: UnknownRef
    columns_edition: int | None = Field(
        description="The edition of the saved columns by which a table was read; null: none."
    )
    status: ImportStatus
    total: int = Field(description="Rows of the file.")
    done: int = Field(description="Rows that have an outcome.")
    outcomes: ImportCounts
    flags: FlagCounts
    stubbed: int = Field(description="Stubs that were made, or would be.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None = Field(description="Null: not yet.")


class ImportWhole(ImportRead):
    """The same, with the flags that a validation foresees."""

    foreseen: list[FlagForeseen] = Field(description="Empty but for a validation.")


class RowError(BaseModel):
    """One thing that is wrong with a row; never what was sent."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the row; empty: the row itself.")
    code: str
    detail: str


class Stubbed(BaseModel):
    """A record that was made of its reference because a row points at it."""

    type: RecordType
    source: str
    reference: str
    id: UUID | None = Field(description="Null where it was only tried.")


class ImportRowRead(BaseModel):
    """What one row came to."""

    number: int = Field(
        description="Its place in the file, from 1; headers and empty lines do not count."
    )
    type: RecordType | None = Field(description="Null where the row named none that is known.")
    reference: str | None = Field(description="Null where the row had none that can be one.")
    outcome: ImportOutcome | None = Field(description="Null: not yet.")
    record_id: UUID | None
    errors: list[RowError]
    stubbed: list[Stubbed] = Field(
        description="What was made for this row; later rows that point at the same need none."
    )


class ImportRowFilter(BaseModel):
    """What the rows of an import can be narrowed to."""

    model_config = ConfigDict(extra="forbid")

    outcome: ImportOutcome | None = None
    stubbed: bool | None = Field(
        default=None, description="Only rows for which stubs were made, or only the others."
    )


class ImportRowQuery(ImportRowFilter, PageQuery):
    """A page of the rows of an import."""


class ImportListQuery(PageQuery):
    """A page of imports."""

    model_config = ConfigDict(extra="forbid")
