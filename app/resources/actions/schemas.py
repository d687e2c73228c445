"""The shapes of actions."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Narrative, Reference, Source
from app.resources.records.checks import context_of
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
from app.vocabulary import ActionStatus, RecordType, ReviewOutcome

EXAMPLE: JsonDict = {
    "reference": "ACT-12",
    "session_ref": "SUP-88120",
    "description": "Agree the next visit with the family",
    "owner_ref": "W123",
    "due_on": "2026-11-30",
    "contingency": "If the family is away, visit the school",
}
CHANGE_EXAMPLE: JsonDict = {"contingency": "If the school is closed, ring the family"}


class ActionFields(Incoming):
    """What a case system says of an action."""

    pointers: ClassVar[tuple[Pointer, ...]] = (
        Pointer("owner", RecordType.WORKER),
        Pointer("case", RecordType.CASE),
    )

    description: Narrative | None = None
    owner_id: UUID | None = None
    owner_ref: Reference | None = None
    owner_source: Source | None = None
    due_on: Day | None = Field(default=None, description="As agreed; sent again, a correction.")
    contingency: Narrative | None = None
    case_id: UUID | None = None
    case_ref: Reference | None = None
    case_source: Source | None = None
    status: ActionStatus | None = Field(default=None, description="Outside any review.")
    completed_on: Day | None = Field(default=None, description="With status completed.")


class ActionAgreed(ActionFields):
    """An action sent inside what it came from; known by its reference, or by its id."""

    id: UUID | None = None
    reference: Reference | None = None


class ActionChange(ActionFields, IncomingRecord):
    """What may be changed of an action."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class ActionPut(ActionFields, IncomingRecord):
    """An action as its sender knows it; a new one names its session or oversight note."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    pointers: ClassVar[tuple[Pointer, ...]] = (
        *ActionFields.pointers,
        Pointer("session", RecordType.SESSION),
        Pointer("oversight_note", RecordType.OVERSIGHT_NOTE),
    )

    session_id: UUID | None = None
    session_ref: Reference | None = None
    session_source: Source | None = None
    oversight_note_id: UUID | None = None
    oversight_note_ref: Reference | None = None
    oversight_note_source: Source | None = None


class ActionCreate(ActionPut, NewRecord):
    """An action agreed in a session or an oversight note."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class ActionDocument(BaseModel):
    """An action as it is stored."""

    session_id: UUID | None = None
    oversight_note_id: UUID | None = None
    supervisee_id: UUID | None = None
    description: Narrative | None = None
    owner_id: UUID | None = None
    due_on: Day | None = None
    contingency: Narrative | None = None
    case_id: UUID | None = None
    status: ActionStatus = ActionStatus.OPEN
    completed_on: Day | None = None
    dropped_on: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_open(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "status": value.get("status") or ActionStatus.OPEN}

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        if (self.session_id is None) == (self.oversight_note_id is None):
            raise PydanticCustomError(
                "origin", "An action comes from one session or one oversight note."
            )
        if self.completed_on and self.status is not ActionStatus.COMPLETED:
            raise PydanticCustomError("completed-on", "Only a completed action has completed_on.")
        context = context_of(info)
        today = context["day_of"](context["now"])
        if self.status is ActionStatus.COMPLETED:
            self.completed_on = self.completed_on or today
        dropped = self.status is ActionStatus.NO_LONGER_NEEDED
        self.dropped_on = (self.dropped_on or today) if dropped else None
        return self


class DueDate(BaseModel):
    """One due day of an action, and the day on which it was set."""

    from_on: date
    due_on: date


class ActionReviewRead(BaseModel):
    """What one session said about the action."""

    session_id: UUID
    session_ref: str | None
    held_on: date
    outcome: ReviewOutcome
    completed_on: date | None
    new_due_on: date | None
    comment: str | None


class ActionReviews(BaseModel):
    """All that sessions said about one action."""

    items: list[ActionReviewRead]


class ActionFilters(ListQuery):
    """What a list of actions can be narrowed to."""

    owner: UUID | None = None
    case: UUID | None = None
    session: UUID | None = None
    status: ActionStatus | None = None
    due_from: Day | None = Field(default=None, description="On the due day as it stands now.")
    due_to: Day | None = None


class ActionRead(Envelope):
    """An action, with what its reviews made of it."""

    session_id: UUID | None
    session_ref: str | None
    oversight_note_id: UUID | None
    oversight_note_ref: str | None
    supervisee_id: UUID | None
    supervisee_ref: str | None
    description: str | None
    owner_id: UUID | None
    owner_ref: str | None
    due_on: date | None
    contingency: str | None
    case_id: UUID | None
    case_ref: str | None
    agreed_on: date | None
    status: ActionStatus
    completed_on: date | None
    current_due_on: date | None = Field(description="After the re-dating of every review.")
    carried_forward: int
    due_history: list[DueDate]


class ActionWritten(ActionRead):
    """An action, with the flags that the request raised or cleared."""

    flags: FlagNotices


class ActionInside(BaseModel):
    """An action that was agreed in what it is answered in, as it stands now."""

    id: UUID
    reference: str | None
    version: int
    description: str | None
    owner_id: UUID | None
    owner_ref: str | None
    due_on: date | None
    contingency: str | None
    case_id: UUID | None
    case_ref: str | None
    status: ActionStatus
    completed_on: date | None
    current_due_on: date | None
    carried_forward: int
