"""The shapes of compliance figures."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.resources.expectations.reevaluating import Reevaluating
from app.vocabulary import Measure


class Grouped(BaseModel):
    """What a row of figures is about; null where it is not split."""

    rule: str | None = Field(description="The rule that expects it; null: all of them.")
    team_id: UUID | None = Field(description="The team of the worker's post then.")
    team_ref: str | None = Field(description="The sender's reference of that team.")
    supervisor_id: UUID | None = Field(description="The worker's supervisor then.")
    supervisor_ref: str | None = Field(description="The sender's reference of that supervisor.")
    worker_id: UUID | None = Field(description="The worker who carries it.")
    worker_ref: str | None = Field(description="The sender's reference of that worker.")
    plan_type: str | None = Field(description="The type of the case's plan then.")
    month: str | None = Field(description="The month of the due day, YYYY-MM.")


class DueInPeriod(Grouped):
    """Counts of stretches that were due in the period, judged as at the day."""

    expected: int = Field(description="met + met_late + overdue")
    met: int = Field(description="Done in time.")
    met_late: int = Field(description="Done after the due day.")
    overdue: int = Field(description="Not done, and a breach.")
    in_grace: int = Field(description="Past the due day, in the days of grace.")
    not_yet_due: int = Field(description="Not due yet, nor soon.")
    due_soon: int = Field(description="With those due today.")
    paused: int = Field(description="Nothing was asked meanwhile: away, say.")
    excused: int = Field(description="An approved exemption covers it.")
    cannot_judge: int = Field(description="What it depends on was not sent.")
    rate: float | None = Field(
        description="met / expected, 0 to 1; null when nothing was expected."
    )
    rag: str | None = Field(description="red, amber or green by the policy; null: no rate.")
    href: str = Field(description="The rows behind the number.")


class InTimescale(Grouped):
    """How many subjects are within timescale as at the day."""

    subjects: int = Field(description="With a judged expectation open.")
    in_timescale: int = Field(description="Of them: nothing is overdue.")
    overdue: int = Field(description="Of them: something is overdue.")
    paused: int = Field(description="Subjects of whom nothing is asked meanwhile.")
    excused: int = Field(description="Subjects whom an approved exemption covers.")
    cannot_judge: int = Field(description="Subjects of whom something was not sent.")
    rate: float | None = Field(description="in_timescale / subjects; null when there are none.")
    rag: str | None = Field(description="red, amber or green by the policy; null: no rate.")
    href: str = Field(description="The rows behind the number.")


class Answered(BaseModel):
    """What figures say of themselves: enough to have them again, and to see that they differ."""

    as_at: date = Field(description="The day it is about.")
    known_at: datetime = Field(description="It knows what had been told by this instant.")
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

    from_days: int = Field(description="The lowest number of days in the band.")
    to_days: int | None = Field(description="The highest; null: the band is open.")
    href: str = Field(description="The rows behind the number.")


class Late(Banded):
    """What is overdue as at the day and so many days late."""

    overdue: int = Field(description="How many are that late.")


class FallingDue(Banded):
    """What falls due on these days and is neither met nor overdue nor excused yet."""

    due_from: date = Field(description="The first due day of the band.")
    due_to: date = Field(description="Its last due day.")
    falls_due: int = Field(description="How many fall due on these days.")


class Since(Banded):
    """For whom it is so long ago."""

    subjects: int = Field(description="For how many it is that long ago.")
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
