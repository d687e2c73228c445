"""The shapes of feedback."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Narrative, Reference, Score, Source, Switch
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    Incoming,
    IncomingRecord,
    NewRecord,
    Pointer,
)
from app.vocabulary import Direction, RecordType

GIVEN: JsonDict = {
    "direction": "supervisee_to_supervisor",
    "score": 8,
    "more_of": "Time for the wider family",
    "declined": False,
}
EXAMPLE: JsonDict = {"session_ref": "SUP-88120", **GIVEN}
CHANGE_EXAMPLE: JsonDict = {"score": 9}


class FeedbackAnswers(Incoming):
    """The answers to the questions of the guidance."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("worker", RecordType.WORKER),)

    worker_id: UUID | None = None
    worker_ref: Reference | None = Field(
        default=None, description="Whose feedback it is; the only supervisee unless told."
    )
    worker_source: Source | None = None
    score: Score | None = Field(
        default=None, description="How much the session gave what was needed."
    )
    more_of: Narrative | None = None
    less_of: Narrative | None = None
    differently: Narrative | None = None
    unasked: Narrative | None = Field(default=None, description="Anything you wish had been asked.")
    given_on: Day | None = Field(default=None, description="The session's day unless told.")
    declined: Switch | None = None


class FeedbackInSession(FeedbackAnswers):
    """Feedback sent with its session; known there by direction and worker."""

    direction: Direction


class FeedbackChange(FeedbackAnswers, IncomingRecord):
    """What may be changed of feedback."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class FeedbackPut(FeedbackAnswers, IncomingRecord):
    """Feedback as its sender knows it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    pointers: ClassVar[tuple[Pointer, ...]] = (
        *FeedbackAnswers.pointers,
        Pointer("session", RecordType.SESSION),
    )

    direction: Direction | None = None
    session_id: UUID | None = None
    session_ref: Reference | None = None
    session_source: Source | None = None


class FeedbackCreate(FeedbackPut, NewRecord):
    """Feedback on a session."""


class FeedbackOfSession(FeedbackInSession, NewRecord):
    """Feedback on the session that the path names."""

    model_config = ConfigDict(json_schema_extra={"examples": [GIVEN]})


class FeedbackDocument(BaseModel):
    """Feedback as it is stored."""

    session_id: UUID
    direction: Direction
    worker_id: UUID
    score: Score | None = None
    more_of: Narrative | None = None
    less_of: Narrative | None = None
    differently: Narrative | None = None
    unasked: Narrative | None = None
    given_on: Day | None = None
    declined: Switch | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        answers = (self.score, self.more_of, self.less_of, self.differently, self.unasked)
        if self.declined and any(answer is not None for answer in answers):
            raise PydanticCustomError("declined", "Declined feedback has no answers.")
        return self


class FeedbackFilters(ListQuery):
    """What a list of feedback can be narrowed to."""

    session: UUID | None = None
    worker: UUID | None = None
    direction: Direction | None = None


class FeedbackRead(Envelope):
    """Feedback as it is answered."""

    session_id: UUID
    session_ref: str | None
    direction: Direction
    worker_id: UUID
    worker_ref: str | None
    score: int | None
    more_of: str | None
    less_of: str | None
    differently: str | None
    unasked: str | None
    given_on: date | None
    declined: bool | None


class FeedbackWritten(FeedbackRead):
    """Feedback, with the flags that the request raised or cleared."""

    flags: FlagNotices
