"""The shapes of cases, plans and allocations."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Day, Line, Reference, Source
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
from app.vocabulary import RecordType

EXAMPLE: JsonDict = {
    "reference": "C-9001",
    "plans": [{"type": "child_in_need", "started_on": "2026-09-14"}],
    "allocations": [{"worker_ref": "W123", "started_on": "2026-09-14"}],
    "opened_on": "2026-08-20",
}
CHANGE_EXAMPLE: JsonDict = {"opened_on": "2026-08-21"}


class PlanSent(Incoming):
    """An episode on a case; `ended_on` is the last day inside."""

    type: Line = Field(description="One of the plan types; other labels are kept, unmapped.")
    started_on: Day
    ended_on: Day | None = None


class AllocationSent(Incoming):
    """Who holds the case; `ended_on` is the last day inside."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("worker", RecordType.WORKER),)

    worker_id: UUID | None = None
    worker_ref: Reference | None = None
    worker_source: Source | None = None
    started_on: Day
    ended_on: Day | None = None
    reason: Line | None = None


class CasePut(IncomingRecord):
    """A case as its sender knows it; a list given replaces the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    plans: list[PlanSent] | None = Field(default=None, max_length=200)
    allocations: list[AllocationSent] | None = Field(default=None, max_length=200)
    opened_on: Day | None = None
    closed_on: Day | None = None


class CaseChange(CasePut):
    """What may be changed of a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class CaseCreate(CasePut, NewRecord):
    """A child's, young person's or carer's case, by opaque reference; never a name."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class PlanPart(BaseModel):
    """A plan as it is stored and answered."""

    type: Line
    started_on: Day
    ended_on: Day | None = None


class AllocationPart(BaseModel):
    """An allocation as it is stored."""

    worker_id: UUID
    started_on: Day
    ended_on: Day | None = None
    reason: Line | None = None


class CaseDocument(BaseModel):
    """A case as it is stored."""

    plans: list[PlanPart] = []
    allocations: list[AllocationPart] = []
    opened_on: Day | None = None
    closed_on: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_an_empty_list(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, **{name: value.get(name) or [] for name in ("plans", "allocations")}}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        once("plans", ((plan.type, plan.started_on) for plan in self.plans))
        once("allocations", ((one.worker_id, one.started_on) for one in self.allocations))
        for plan in self.plans:
            in_order(plan.started_on, plan.ended_on)
        for allocation in self.allocations:
            in_order(allocation.started_on, allocation.ended_on)
        if self.opened_on and self.closed_on and self.closed_on < self.opened_on:
            raise PydanticCustomError("closed-before-opened", "closed_on lies before opened_on.")
        return self


class CaseFilters(ListQuery):
    """What a list of cases can be narrowed to."""

    worker: UUID | None = Field(default=None, description="Ever allocated to this worker.")


class AllocationRead(BaseModel):
    """An allocation as it is answered."""

    worker_id: UUID
    worker_ref: str | None
    started_on: date
    ended_on: date | None
    reason: str | None


class CaseRead(Envelope):
    """A case as it is answered."""

    plans: list[PlanPart]
    allocations: list[AllocationRead]
    opened_on: date | None
    closed_on: date | None


class CaseWritten(CaseRead):
    """A case, with the flags that the request raised or cleared."""

    flags: FlagNotices
