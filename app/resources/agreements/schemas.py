"""The shapes of agreements."""

from datetime import date
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationInfo, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Reference, Source
from app.resources.records.checks import context_of, in_order, is_to_come, once
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    IncomingRecord,
    NewRecord,
    Pointer,
    without_key,
)
from app.vocabulary import RecordType

EXAMPLE: JsonDict = {
    "reference": "AG-900",
    "supervisee_ref": "W123",
    "supervisor_ref": "M7",
    "started_on": "2026-09-07",
    "signed_on": "2026-09-10",
    "reviews": ["2026-10-05"],
    "interval_days": 21,
}
CHANGE: JsonDict = {"signed_on": "2026-09-10", "interval_days": 14}

Interval = Annotated[StrictInt, Field(ge=1, le=3660)]
"""Days between two personal sessions."""


class AgreementPut(IncomingRecord):
    """A supervision agreement as its sender knows it; a list given replaces the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    pointers: ClassVar[tuple[Pointer, ...]] = (
        Pointer("supervisee", RecordType.WORKER),
        Pointer("supervisor", RecordType.WORKER),
    )

    supervisee_id: UUID | None = None
    supervisee_ref: Reference | None = None
    supervisee_source: Source | None = None
    supervisor_id: UUID | None = None
    supervisor_ref: Reference | None = None
    supervisor_source: Source | None = None
    started_on: Day | None = None
    ended_on: Day | None = Field(default=None, description="The last day inside.")
    signed_on: Day | None = None
    reviews: list[Day] | None = Field(
        default=None, max_length=200, description="The days on which it was reviewed."
    )
    interval_days: Interval | None = Field(
        default=None,
        description="Calendar days between personal sessions: a shorter interval than the "
        "policy's counts from started_on, a longer one is kept and stretches nothing.",
    )


class AgreementChange(AgreementPut):
    """What may be changed of an agreement."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE]})


class AgreementCreate(AgreementPut, NewRecord):
    """The supervision agreement (contract) between a supervisee and a supervisor."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    started_on: Day


class AgreementDocument(BaseModel):
    """An agreement as it is stored."""

    supervisee_id: UUID
    supervisor_id: UUID
    started_on: Day
    ended_on: Day | None = None
    signed_on: Day | None = None
    reviews: list[Day] = []
    interval_days: Interval | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_an_empty_list(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "reviews": sorted(value.get("reviews") or [])}

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        context = context_of(info)
        if self.supervisee_id == self.supervisor_id:
            raise PydanticCustomError("own-supervisor", "Nobody supervises themselves.")
        in_order(self.started_on, self.ended_on)
        once("reviews", self.reviews)
        if any(day < self.started_on for day in self.reviews):
            raise PydanticCustomError(
                "reviewed-before-started", "An agreement cannot be reviewed before it started."
            )
        if any(is_to_come(day, None, context) for day in (self.signed_on, *self.reviews)):
            raise PydanticCustomError(
                "signed-in-the-future", "Signing and reviewing cannot lie in the future."
            )
        return self


class AgreementFilters(ListQuery):
    """What a list of agreements can be narrowed to."""

    supervisee: UUID | None = None
    supervisor: UUID | None = None
    on: Day | None = Field(default=None, description="Only those that run on this day.")


class AgreementRead(Envelope):
    """An agreement as it is answered."""

    supervisee_id: UUID
    supervisee_ref: str | None
    supervisor_id: UUID
    supervisor_ref: str | None
    started_on: date
    ended_on: date | None
    signed_on: date | None
    reviews: list[date]
    interval_days: int | None


class AgreementWritten(AgreementRead):
    """An agreement, with the flags that the request raised or cleared."""

    flags: FlagNotices
