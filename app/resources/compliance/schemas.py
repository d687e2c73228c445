"""The shapes of compliance figures."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.resources.expectations.reevaluating import Reevaluating
from app.vocabulary import Measure


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


class Answered(BaseModel):
    """What figures say of themselves: enough to have them again, and to see that they differ."""

    as_at: date
    known_at: datetime
    policy_versions: list[int]
    restated_policy_versions: list[int] = Field(
        description="Those of them that reach back before the day on which they were sent."
    )
    reevaluating: Reevaluating | None
    hash: str = Field(description="SHA-256 of the items without their links: hexadecimal.")


class Compliance(Answered):
    """Figures, of a period or of a day."""

    measure: Measure
    from_: date | None = Field(alias="from")
    to: date | None
    items: list[DueInPeriod | InTimescale]

    model_config = ConfigDict(populate_by_name=True)


class Banded(Grouped):
    """A group's part of a band of days."""

    from_days: int
    to_days: int | None = Field(description="Null: the band is open.")
    href: str = Field(description="The rows behind the number.")


class Late(Banded):
    """What is overdue as at the day and so many days late."""

    overdue: int


class FallingDue(Banded):
    """What falls due on these days and is neither met nor overdue nor excused yet."""

    due_from: date
    due_to: date
    falls_due: int


class Since(Banded):
    """For whom it is so long ago."""

    subjects: int
    never: int = Field(description="Of them: nothing has counted yet since their duty began.")


class Ageing(Answered):
    """How late what is overdue is, in bands."""

    items: list[Late]


class Forecast(Answered):
    """What falls due in the next days, week by week."""

    days: int
    items: list[FallingDue]


class TimeSince(Answered):
    """How long ago what recurs last happened, or the duty to it began, in bands."""

    rule: str
    items: list[Since]
