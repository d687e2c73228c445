"""The shapes of oversight notes."""

from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Instant, Line, Narrative, Reference, Source
from app.resources.actions.schemas import ActionAgreed, ActionInside
from app.resources.records.checks import agree, context_of, is_to_come
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    IncomingRecord,
    NewRecord,
    Pointer,
    without_key,
)
from app.vocabulary import OversightKind, RecordType

EXAMPLE: JsonDict = {
    "reference": "ON-9001",
    "case_ref": "C-991",
    "author_ref": "M7",
    "kind": "management_decision",
    "decided_at": "2026-11-02T16:00:00+00:00",
    "recorded_at": "2026-11-02T16:30:00+00:00",
    "decision": "Step down after the next review",
    "rationale": "Two reviews in a row show steady progress.",
}
CHANGE_EXAMPLE: JsonDict = {"evidence_ref": "Minutes of the review"}


class OversightNotePut(IncomingRecord):
    """An oversight note as its sender knows it."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    pointers: ClassVar[tuple[Pointer, ...]] = (
        Pointer("case", RecordType.CASE),
        Pointer("author", RecordType.WORKER),
    )

    case_id: UUID | None = None
    case_ref: Reference | None = None
    case_source: Source | None = None
    author_id: UUID | None = None
    author_ref: Reference | None = None
    author_source: Source | None = None
    kind: OversightKind | None = None
    decided_at: Instant | None = None
    decided_on: Day | None = Field(default=None, description="Where only the day is known.")
    recorded_at: Instant | None = None
    decision: Narrative | None = None
    rationale: Narrative | None = None
    evidence_ref: Line | None = Field(default=None, description="Where the evidence lies.")
    actions: list[ActionAgreed] | None = Field(
        default=None, max_length=200, description="One that a list leaves out is kept."
    )


class OversightNoteChange(OversightNotePut):
    """What may be changed of an oversight note."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class OversightNoteCreate(OversightNotePut, NewRecord):
    """Evidence of management oversight on a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    kind: OversightKind


class OversightNoteDocument(BaseModel):
    """An oversight note as it is stored."""

    case_id: UUID
    author_id: UUID
    kind: OversightKind
    decided_at: Instant | None = None
    decided_on: Day | None = None
    recorded_at: Instant | None = None
    decision: Narrative | None = None
    rationale: Narrative | None = None
    evidence_ref: Line | None = None

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        context = context_of(info)
        if not (self.decided_at or self.decided_on):
            raise PydanticCustomError("decided", "A note has decided_at or decided_on.")
        agree("decided_on", self.decided_on, self.decided_at, context)
        if is_to_come(self.decided_on, self.decided_at, context):
            raise PydanticCustomError(
                "decided-in-the-future", "A decision cannot lie in the future."
            )
        return self


class OversightNoteFilters(ListQuery):
    """What a list of oversight notes can be narrowed to."""

    case: UUID | None = None
    author: UUID | None = None
    kind: OversightKind | None = None
    decided_from: Day | None = None
    decided_to: Day | None = None


class OversightNoteRead(Envelope):
    """An oversight note as it is answered."""

    case_id: UUID
    case_ref: str | None
    author_id: UUID
    author_ref: str | None
    kind: OversightKind
    decided_at: datetime | None
    decided_on: date | None
    recorded_at: datetime | None
    decision: str | None
    rationale: str | None
    evidence_ref: str | None
    actions: list[ActionInside]


class OversightNoteWritten(OversightNoteRead):
    """An oversight note, with the flags that the request raised or cleared."""

    flags: FlagNotices
