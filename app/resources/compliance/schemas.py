"""The shapes of compliance figures."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.fields import Day
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.narrowing import Whom
from app.resources.expectations.reevaluating import Reevaluating
from app.vocabulary import Measure


class GroupBy(StrEnum):
    """What figures can be split by."""

    RULE = "rule"
    TEAM = "team"
    SUPERVISOR = "supervisor"
    WORKER = "worker"
    PLAN_TYPE = "plan_type"
    MONTH = "month"


def _known_groups(value: str) -> str:
    words = value.split(",")
    if len(words) != len(set(words)) or any(word not in list(GroupBy) for word in words):
        raise PydanticCustomError(
            "group-by", "Any of rule, team, supervisor, worker, plan_type, month, parted by commas."
        )
    return value


class ComplianceQuery(BaseModel):
    """What is asked of the figures."""

    model_config = ConfigDict(extra="forbid")

    group_by: Annotated[str, AfterValidator(_known_groups)] | None = Field(
        default=None, description="Any of rule, team, supervisor, worker, plan_type, month."
    )
    measure: Measure = Measure.DUE_IN_PERIOD
    from_: Day | None = Field(
        default=None,
        alias="from",
        description="First due day; twelve months before `to` unless told.",
    )
    to: Day | None = Field(default=None, description="Last due day; `as_at` unless told.")
    rule: str | None = Field(default=None, max_length=64)
    team: Whom | None = Field(default=None, description="This team and those below it.")
    supervisor: Whom | None = None
    worker: Whom | None = None
    as_at: Day | None = Field(default=None, description="The day it is about; today unless told.")
    known_at: KnownAt | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("period", "`to` lies before `from`.")
        return self

    @property
    def groups(self) -> tuple[GroupBy, ...]:
        """What to split by, in the order of the columns."""
        words = (self.group_by or "").split(",")
        return tuple(group for group in GroupBy if group.value in words)


class Grouped(BaseModel):
    """What a row of figures is about; null where it is not split."""

    rule: str | None
    team_id: UUID | None
    team_ref: str | None
    supervisor_id: UUID | None
    supervisor_ref: str | None
    worker_id: UUID | None
    worker_ref: str | None
    plan_type: str | None
    month: str | None = Field(description="YYYY-MM")


class DueInPeriod(Grouped):
    """Counts of stretches that were due in the period, judged as at the day."""

    expected: int = Field(description="met + met_late + overdue")
    met: int
    met_late: int
    overdue: int
    in_grace: int
    not_yet_due: int
    due_soon: int = Field(description="With those due today.")
    paused: int
    excused: int
    cannot_judge: int
    rate: float | None = Field(
        description="met / expected, 0 to 1; null when nothing was expected."
    )
    rag: str | None
    href: str = Field(description="The rows behind the number.")


class InTimescale(Grouped):
    """How many subjects are within timescale as at the day."""

    subjects: int = Field(description="With a judged expectation open.")
    in_timescale: int
    overdue: int
    paused: int
    excused: int
    cannot_judge: int
    rate: float | None = Field(description="in_timescale / subjects; null when there are none.")
    rag: str | None
    href: str


class Compliance(BaseModel):
    """Figures, with everything that is needed to have them again."""

    as_at: date
    known_at: datetime
    measure: Measure
    from_: date | None = Field(alias="from")
    to: date | None
    policy_versions: list[int]
    restated_policy_versions: list[int] = Field(
        description="Those of them that reach back before the day on which they were sent."
    )
    reevaluating: Reevaluating | None
    items: list[DueInPeriod | InTimescale]

    model_config = ConfigDict(populate_by_name=True)
