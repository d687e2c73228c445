"""The shapes of mappings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.fields import Line, Narrative
from app.resources.editions.schemas import EditionRead, Written
from app.resources.records.schemas import FlagNotices
from app.vocabulary import MappingField, RecordType

EXAMPLE: JsonDict = {"labels": {"NQSW": "asye", "Qualified social worker": "standard"}}
COLUMNS_EXAMPLE: JsonDict = {
    "columns": {
        "Worker no.": "reference",
        "Known as": "display_name",
        "Team": "posts.0.team_ref",
        "Role": "posts.0.role",
        "Since": "posts.0.started_on",
    }
}

Heading = Annotated[Narrative, Field(min_length=1, max_length=200)]
"""What a table calls a column; a cell of a workbook may hold line breaks."""


class MappingPut(BaseModel):
    """A mapping, whole: each label of the source with our word for it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    labels: dict[Line, Line] = Field(
        max_length=500,
        description="By label as it is sent, our stage or plan type; our own words map to nothing.",
    )


class MappingRead(EditionRead):
    """One edition of the mapping of one field of a source."""

    source: str
    field: MappingField
    labels: dict[str, str]


class MappingWritten(Written[MappingRead]):
    """What became of a mapping that was put, with the flags that it raised or cleared."""

    flags: FlagNotices


class UnmappedLabel(BaseModel):
    """A label that means nothing to the rules yet."""

    source: str | None = Field(
        description="Null for records without a source: no mapping reaches those."
    )
    field: MappingField
    label: str
    records: int = Field(description="How many workers or cases carry it.")


class UnmappedLabels(BaseModel):
    """Every label in force that means nothing yet."""

    items: list[UnmappedLabel]


class ColumnsPut(BaseModel):
    """How a source's tables of one type are read, whole: each column with our field."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [COLUMNS_EXAMPLE]})

    columns: dict[Heading, Line] = Field(
        max_length=500,
        description="By column as the table calls it, our field, of which dots lead into an object "
        "or to a place in a list; other columns are passed over. Empty: none is saved any longer.",
    )


class ColumnsRead(EditionRead):
    """One edition of how a source's tables of one type are read."""

    source: str
    type: RecordType
    columns: dict[str, str]
