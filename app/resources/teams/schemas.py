"""The shapes of teams."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.config import JsonDict

from app.fields import Day, Line, Reference, Source
from app.resources.records.checks import in_order
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    Incoming,
    IncomingRecord,
    NewRecord,
    Pointer,
    without_key,
)
from app.vocabulary import RecordType

EXAMPLE: JsonDict = {"reference": "T9", "name": "Leaving Care", "started_on": "2024-04-01"}
CHANGE_EXAMPLE: JsonDict = {"name": "Leaving Care and Transitions"}


class TeamFields(Incoming):
    """What a case system says of a team."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("parent", RecordType.TEAM),)

    name: Line | None = None
    parent_id: UUID | None = None
    parent_ref: Reference | None = None
    parent_source: Source | None = None
    started_on: Day | None = None
    ended_on: Day | None = None


class TeamPut(TeamFields, IncomingRecord):
    """A team as its sender knows it."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})


class TeamChange(TeamPut):
    """What may be changed of a team."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class TeamCreate(TeamPut, NewRecord):
    """A team."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Line


class TeamDocument(BaseModel):
    """A team as it is stored."""

    name: Line
    parent_id: UUID | None = None
    started_on: Day | None = None
    ended_on: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.started_on, self.ended_on)
        return self


class TeamFilters(ListQuery):
    """What a list of teams can be narrowed to."""

    parent: UUID | None = None


class TeamRead(Envelope):
    """A team as it is answered."""

    name: str
    parent_id: UUID | None
    parent_ref: str | None
    started_on: date | None
    ended_on: date | None


class TeamWritten(TeamRead):
    """A team, with the flags that the request raised or cleared."""

    flags: FlagNotices
