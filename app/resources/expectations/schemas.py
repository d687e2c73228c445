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


class ExpectationFilters(BaseModel):
    """What expectations can be narrowed to."""

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


class ExpectationQuery(ExpectationFilters, PageQuery):
    """What is asked of a list of expectations."""


class FlagFilters(ExpectationFilters):
    """What flags can be narrowed to."""

    severity: Severity | None = None

    @property
    def states(self) -> frozenset[State]:
        """What is overdue is a flag."""
        return frozenset({State.OVERDUE})


class FlagQuery(FlagFilters, ExpectationQuery):
    """What is asked of a list of flags."""


class ExpectationRead(BaseModel):
    """One stretch of an expectation, flat; it shows nothing that lies after `as_at`."""

    id: UUID = Field(description="The expectation; with `from_on` it names the row.")
    rule: str = Field(description="The rule that expects it.")
    severity: Severity = Field(description="How grave it is where it is not met.")
    state: State = Field(description="How it stands as at the day.")
    days_late: int | None = Field(
        description="Days past the due day when it was met, or by now; empty: not late."
    )
    subject_type: SubjectType = Field(description="Whose it is.")
    subject_id: UUID = Field(description="That worker, case or agreement.")
    subject_ref: str | None = Field(description="The sender's reference of the subject.")
    record_type: str | None = Field(description="The kind of record that it is about, if any.")
    record_id: UUID | None = Field(description="That record.")
    record_ref: str | None = Field(description="The sender's reference of that record.")
    worker_id: UUID | None = Field(description="The worker who carries it.")
    worker_ref: str | None = Field(description="The sender's reference of that worker.")
    supervisor_id: UUID | None = Field(description="The worker's supervisor then.")
    supervisor_ref: str | None = Field(description="The sender's reference of that supervisor.")
    team_id: UUID | None = Field(description="The team of the worker's post then.")
    team_ref: str | None = Field(description="The sender's reference of that team.")
    plan_type: str | None = Field(description="The type of the case's plan then.")
    opened_on: date = Field(description="The day on which it was opened.")
    from_on: date = Field(description="The first day on which this stretch stands.")
    ended_on: date | None = Field(description="The first day on which it stands no more.")
    end_reason: EndReason | None = Field(description="Why it ended.")
    due_on: date | None = Field(description="The last day that is in time.")
    due_at: datetime | None = Field(description="The instant, for rules that count hours.")
    breach_on: date | None = Field(
        description="The first day on which it is overdue unless it is met."
    )
    met_on: date | None = Field(description="The day on which it was met.")
    met_by: UUID | None = Field(description="The record that met it.")
    in_time: bool | None = Field(description="Whether it was met in time; empty: not met.")
    reason: str | None = Field(description="Why it is paused or cannot be judged, as a code.")
    policy_version: int = Field(description="The policy by which it was worked out.")
    calendar_version: int = Field(description="The calendar by which it was worked out.")
    known_from: int = Field(description="The change since which it is known, by number.")
    known_until: int | None = Field(description="Null: it was known at `known_at`.")
    sentence: str | None = Field(default=None, description="It in words, if asked for.")


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
