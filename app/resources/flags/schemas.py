"""The shapes of flags, exemptions and acknowledgements."""

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Narrative, Reference, Source
from app.resources.expectations.schemas import ExpectationWhole
from app.resources.records.schemas import FlagNotices, Incoming, Pointer
from app.vocabulary import (
    ClearedBy,
    ExemptionEnd,
    FlagEvent,
    RecordType,
    Severity,
    State,
    Verb,
)

EXAMPLE: JsonDict = {
    "reason": "Jury service, agreed with the head of service; supervised again on her return",
    "approver_ref": "M7",
    "from_on": "2026-11-02",
    "expires_on": "2026-11-30",
}
NOTE_EXAMPLE: JsonDict = {"note": "Booked for Monday 9 November"}
LONGEST = timedelta(days=366)


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "This needs at least one visible character.")
    return value


Said = Annotated[Narrative, Field(min_length=1, max_length=4000), AfterValidator(_not_blank)]
"""What somebody says about a flag."""


class ExemptionCreate(Incoming):
    """That an expectation is excused on some days; asked for before it breaches or after."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("approver", RecordType.WORKER),)

    reason: Said
    approver_id: UUID | None = Field(default=None, description="Who approved it; not the subject.")
    approver_ref: Reference | None = None
    approver_source: Source | None = None
    from_on: Day = Field(description="Its first day.")
    expires_on: Day = Field(description="Its last day; a year after the first at the latest.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.approver_id is None and self.approver_ref is None:
            raise PydanticCustomError(
                "approver", "An exemption has an approver: send approver_id or approver_ref."
            )
        if self.expires_on < self.from_on:
            raise PydanticCustomError("expires-on", "An exemption cannot expire before it begins.")
        if self.expires_on - self.from_on >= LONGEST:
            raise PydanticCustomError("expires-on", "An exemption lasts 366 days at most.")
        return self


class ExemptionRead(BaseModel):
    """One exemption; it counts until it was withdrawn."""

    id: UUID
    expectation_id: UUID
    reason: str | None
    approver_id: UUID
    approver_ref: str | None
    from_on: date
    expires_on: date
    created_at: datetime
    client_id: UUID
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None
    withdrawn_at: datetime | None
    withheld: list[str] = Field(default=[], description="Fields that this key may not read.")


class ExemptionWritten(ExemptionRead):
    """An exemption, with the flag that it cleared or, withdrawn, raised."""

    flags: FlagNotices


class Exemptions(BaseModel):
    """All exemptions of one expectation, the first first."""

    known_at: datetime
    items: list[ExemptionRead]


class AcknowledgementCreate(BaseModel):
    """That somebody has seen a flag."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NOTE_EXAMPLE]})

    note: Said


class AcknowledgementRead(BaseModel):
    """That somebody has seen a flag, and what they noted."""

    id: UUID
    flag_id: UUID
    note: str | None
    created_at: datetime
    client_id: UUID
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None
    withheld: list[str] = Field(default=[], description="Fields that this key may not read.")


class FlagEntry(BaseModel):
    """One thing that happened to a flag."""

    what: FlagEvent
    as_at: date = Field(description="The day from which it held.")
    known_at: datetime = Field(description="The instant from which we knew.")
    by: ClearedBy | ExemptionEnd | None = Field(
        description="What cleared it, moved its due day or ended its exemption."
    )
    due_on: date | None = Field(description="When it was due; moved: when it is due by now.")
    record_type: RecordType | None
    record_id: UUID | None = Field(
        description="The record that brought this about: it met, ended, moved or corrected it."
    )
    record_ref: str | None
    record_verb: Verb | None = Field(
        description="What was done to that record then; empty: a day passed, nothing was sent."
    )
    reviewed_action_id: UUID | None = Field(
        description="The action of which that record, a session, made the review that did it."
    )
    reviewed_action_ref: str | None
    policy_version: int | None = Field(description="The version of the policy that did it.")
    calendar_version: int | None = Field(description="The version of the calendar that did it.")
    exemption_id: UUID | None
    acknowledgement_id: UUID | None
    note: str | None = Field(description="What was noted, or why it was exempted.")
    client_id: UUID | None = Field(description="Who did it, where somebody did.")
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None


class FlagWhole(ExpectationWhole):
    """A flag: its expectation explained, and what became of it, also once it is cleared."""

    severity: Severity
    state: State | None = Field(description="As at the day; null: nothing opens it any longer.")
    history: list[FlagEntry] = Field(description="In the order in which it became known.")
    withheld: list[str] = Field(default=[], description="Fields that this key may not read.")
