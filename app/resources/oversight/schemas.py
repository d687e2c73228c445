"""The shapes of oversight notes."""

from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from app.fields import FUTURE_TOLERANCE, Day, Instant, Line, Narrative, Reference, Source
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    IncomingRecord,
    NewRecord,
    Pointer,
)
from app.vocabulary import OversightKind, RecordType

EXAMPLE = {
    "reference": "ON-9001",
    "case_ref": "C-991",
    "author_ref": "M7",
    "kind": "management_decision",
    "decided_at": "2026-11-02T16:00:00+00:00",
    "recorded_at": "2026-11-02T16:30:00+00:00",
    "decision": "Step down after the next review",
    "rationale": "Two reviews in a row show steady progress.",
}


class OversightNotePut(IncomingRecord):
    """An oversight note as its sender knows it."""

    pointers: ClassVar = (Pointer("case", RecordType.CASE), Pointer("author", RecordType.WORKER))

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


class OversightNoteChange(OversightNotePut):
    """What may be changed of an oversight note."""


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
        now, day_of = info.context["now"], info.context["day_of"]  # type: ignore[index]  # always given
        if not (self.decided_at or self.decided_on):
            raise PydanticCustomError("decided", "A note has decided_at or decided_on.")
        if self.decided_at and self.decided_on and day_of(self.decided_at) != self.decided_on:
            raise PydanticCustomError("days-differ", "decided_on and its instant differ.")
        latest = now + FUTURE_TOLERANCE
        if (self.decided_at and self.decided_at > latest) or (
            self.decided_on and self.decided_on > day_of(now)
        ):
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


class OversightNoteWritten(OversightNoteRead):
    """An oversight note, with the flags that the request raised or cleared."""

    flags: FlagNotices
