"""The shapes of expectations."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.fields import Day
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.narrowing import Whom
from app.resources.expectations.reevaluating import Reevaluating
from app.vocabulary import EndReason, Measure, Severity, State, SubjectType
from app.web.paging import PageQuery

RESTATED = "Policies that apply by `as_at` and reach back before the day on which they were sent."


def _known_states(value: str) -> str:
    if any(word not in list(State) for word in value.split(",")):
        raise PydanticCustomError("state", f"Any of {', '.join(State)}, parted by commas.")
    return value


States = Annotated[
    str, AfterValidator(_known_states), Field(description=f"Any of {', '.join(State)}.")
]


class ExpectationQuery(PageQuery):
    """What a list of expectations can be narrowed to."""

    model_config = ConfigDict(extra="forbid")

    rule: str | None = Field(default=None, max_length=64)
    state: States | None = None
    worker: Whom | None = Field(default=None, description="Who carries it; `none`: nobody.")
    case: UUID | None = None
    team: Whom | None = Field(default=None, description="This team and those below it.")
    below: bool = Field(default=True, description="Whether the teams below it count, too.")
    supervisor: Whom | None = None
    record: UUID | None = None
    plan_type: str | None = Field(default=None, max_length=200, description="`none`: without one.")
    due_from: Day | None = None
    due_to: Day | None = None
    opened_from: Day | None = None
    opened_to: Day | None = None
    as_at: Day | None = Field(default=None, description="The day it is about; today unless told.")
    known_at: KnownAt | None = None
    include_ended: bool = Field(default=False, description="Also what ended unmet before the day.")
    measure: Measure | None = Field(
        default=None, description="Only what this figure counts; with due_from and due_to."
    )
    include: Literal["sentence"] | None = Field(default=None, description="Adds the words.")

    @property
    def states(self) -> frozenset[State]:
        """The states that are asked for; none: all."""
        return frozenset(map(State, self.state.split(","))) if self.state else frozenset()


class FlagQuery(ExpectationQuery):
    """What a list of flags can be narrowed to."""

    severity: Severity | None = None

    @property
    def states(self) -> frozenset[State]:
        """What is overdue is a flag."""
        return frozenset({State.OVERDUE})


class ExpectationRead(BaseModel):
    """One stretch of an expectation, flat; it shows nothing that lies after `as_at`."""

    id: UUID
    rule: str
    severity: Severity
    state: State
    days_late: int | None
    subject_type: SubjectType
    subject_id: UUID
    subject_ref: str | None
    record_type: str | None
    record_id: UUID | None
    record_ref: str | None
    worker_id: UUID | None
    worker_ref: str | None
    supervisor_id: UUID | None
    supervisor_ref: str | None
    team_id: UUID | None
    team_ref: str | None
    plan_type: str | None
    opened_on: date
    from_on: date
    ended_on: date | None
    end_reason: EndReason | None
    due_on: date | None
    due_at: datetime | None
    breach_on: date | None
    met_on: date | None
    met_by: UUID | None
    in_time: bool | None
    reason: str | None
    policy_version: int
    calendar_version: int
    known_from: int
    known_until: int | None = Field(description="Null: it was known at `known_at`.")
    sentence: str | None = None


class ExpectationPage(BaseModel):
    """A page of expectations, with what was asked."""

    as_at: date
    known_at: datetime
    restated_policy_versions: list[int] = Field(description=RESTATED)
    reevaluating: Reevaluating | None
    items: list[ExpectationRead]
    next_cursor: str | None


class Explained(ExpectationRead):
    """A stretch with how it was worked out."""

    trace: list[dict[str, Any]] = Field(description="Codes with their arguments.")
    explanation: list[str] = Field(description="The trace in words.")
    near_misses: list[dict[str, Any]]
    near_miss_sentences: list[str]


class ExpectationWhole(BaseModel):
    """An expectation with all its stretches, and what would clear it."""

    as_at: date
    known_at: datetime
    restated_policy_versions: list[int] = Field(description=RESTATED)
    reevaluating: Reevaluating | None
    id: UUID
    rule: str
    expects: str
    basis: list[str]
    clears_when: str | None
    paragraph: str | None = Field(
        description="All of it in one plain paragraph, for an e-mail; null: nothing stands."
    )
    stretches: list[Explained]
