"""The shapes of workers, posts and absences."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from app.fields import Day, Line, Reference, Source, Switch
from app.resources.records.checks import in_order, once
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
from app.vocabulary import AbsenceReason, RecordType, Stage

EXAMPLE: JsonDict = {
    "reference": "W900",
    "display_name": "Worker Nine Hundred (invented)",
    "registration_number": "SW00000",
    "posts": [
        {
            "team_ref": "T1",
            "role": "social_worker",
            "stage": "standard",
            "started_on": "2026-01-05",
        }
    ],
    "absences": [{"reason": "annual_leave", "from_on": "2026-08-03", "to_on": "2026-08-14"}],
}
CHANGE_EXAMPLE: JsonDict = {"registration_number": "SW00001"}
POSTS_EXAMPLE: JsonDict = {"posts": EXAMPLE["posts"]}
ABSENCES_EXAMPLE: JsonDict = {"absences": EXAMPLE["absences"]}


class PostSent(Incoming):
    """An employment, known by its first day, team and role; `ended_on` is the last day inside."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("team", RecordType.TEAM),)

    team_id: UUID | None = None
    team_ref: Reference | None = None
    team_source: Source | None = None
    role: Line | None = None
    stage: Line | None = Field(
        default=None, description="standard, asye or probation; other labels are kept, unmapped."
    )
    agency: Switch | None = None
    supervised: Switch | None = Field(default=None, description="True unless told.")
    started_on: Day | None = None
    ended_on: Day | None = None


class AbsenceSent(Incoming):
    """Days away, known by first day and reason; `to_on` is the last of them, null: not known."""

    reason: AbsenceReason
    from_on: Day
    to_on: Day | None = None


class WorkerPut(IncomingRecord):
    """A worker as its sender knows them; a list given replaces the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    display_name: Line | None = None
    registration_number: Line | None = None
    asye_started_on: Day | None = None
    posts: list[PostSent] | None = Field(default=None, max_length=100)
    absences: list[AbsenceSent] | None = Field(default=None, max_length=1000)


class WorkerChange(WorkerPut):
    """What may be changed of a worker."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class WorkerCreate(WorkerPut, NewRecord):
    """Anyone supervised or supervising."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class PostsPut(IncomingRecord):
    """All posts of a worker."""

    model_config = ConfigDict(json_schema_extra={"examples": [POSTS_EXAMPLE]})

    posts: list[PostSent] = Field(max_length=100)


class AbsencesPut(IncomingRecord):
    """All absences of a worker."""

    model_config = ConfigDict(json_schema_extra={"examples": [ABSENCES_EXAMPLE]})

    absences: list[AbsenceSent] = Field(max_length=1000)


class PostPart(BaseModel):
    """A post as it is stored."""

    team_id: UUID | None = None
    role: Line | None = None
    stage: Line = Stage.STANDARD.value
    agency: Switch | None = None
    supervised: Switch = True
    started_on: Day | None = None
    ended_on: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_the_default(cls, value: dict[str, Any]) -> dict[str, Any]:
        supervised = value.get("supervised")
        return {
            **value,
            "stage": value.get("stage") or Stage.STANDARD.value,
            "supervised": True if supervised is None else supervised,
        }

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.started_on, self.ended_on)
        return self


class AbsencePart(BaseModel):
    """An absence as it is stored."""

    reason: AbsenceReason
    from_on: Day
    to_on: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.from_on, self.to_on, ("from_on", "to_on"))
        return self


class WorkerDocument(BaseModel):
    """A worker as they are stored."""

    display_name: Line | None = None
    registration_number: Line | None = None
    asye_started_on: Day | None = None
    posts: list[PostPart] = []
    absences: list[AbsencePart] = []

    @model_validator(mode="before")
    @classmethod
    def _null_is_an_empty_list(cls, value: dict[str, Any]) -> dict[str, Any]:
        lists = {name: value.get(name) or [] for name in ("posts", "absences")}
        return {**value, **lists}

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        once("posts", ((post.started_on, post.team_id, post.role) for post in self.posts))
        once("absences", ((absence.from_on, absence.reason) for absence in self.absences))
        return self


class WorkerFilters(ListQuery):
    """What a list of workers can be narrowed to."""

    team: UUID | None = Field(default=None, description="A post in this team or one below it.")


class PostRead(BaseModel):
    """A post as it is answered."""

    team_id: UUID | None
    team_ref: str | None
    role: str | None
    stage: str
    agency: bool | None
    supervised: bool
    started_on: date | None
    ended_on: date | None


class AbsenceRead(BaseModel):
    """An absence as it is answered."""

    reason: AbsenceReason
    from_on: date
    to_on: date | None


class Posts(BaseModel):
    """The posts of one worker."""

    items: list[PostRead]


class Absences(BaseModel):
    """The absences of one worker."""

    items: list[AbsenceRead]


class WorkerRead(Envelope):
    """A worker as they are answered."""

    display_name: str | None
    registration_number: str | None
    asye_started_on: date | None
    posts: list[PostRead]
    absences: list[AbsenceRead]


class WorkerWritten(WorkerRead):
    """A worker, with the flags that the request raised or cleared."""

    flags: FlagNotices
