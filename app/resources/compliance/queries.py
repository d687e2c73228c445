"""What can be asked of the figures: how they are split, narrowed, and over which days."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.fields import Day
from app.resources.compliance.bands import AGEING, SINCE, Bands, bands_of
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.measures import CADENCES
from app.resources.expectations.narrowing import Whom
from app.vocabulary import Measure

MOST_MONTHS = 120
MOST_DAYS_AHEAD = 366
YEAR = timedelta(days=364)


class GroupBy(StrEnum):
    """What figures can be split by."""

    RULE = "rule"
    TEAM = "team"
    SUPERVISOR = "supervisor"
    WORKER = "worker"
    PLAN_TYPE = "plan_type"
    MONTH = "month"


def _groups(*known: GroupBy) -> AfterValidator:
    names = ", ".join(known)

    def check(value: str) -> str:
        words = value.split(",")
        if len(words) != len(set(words)) or any(word not in list(known) for word in words):
            raise PydanticCustomError("group-by", f"Any of {names}, parted by commas.")
        return value

    return AfterValidator(check)


OF_A_DAY = tuple(group for group in GroupBy if group is not GroupBy.MONTH)
Groups = Annotated[str, _groups(*GroupBy), Field(description=f"Any of {', '.join(GroupBy)}.")]
GroupsOfADay = Annotated[
    str, _groups(*OF_A_DAY), Field(description=f"Any of {', '.join(OF_A_DAY)}.")
]


def _bands(value: str) -> str:
    try:
        bands_of(value)
    except ValueError:
        raise PydanticCustomError(
            "bands", "The last days of up to 20 bands, rising, 0 to 3650, parted by commas."
        ) from None
    return value


BandEnds = Annotated[str, AfterValidator(_bands)]


class Narrowed(BaseModel):
    """Which stretches are looked at, and whose knowledge answers."""

    model_config = ConfigDict(extra="forbid")

    rule: str | None = Field(default=None, max_length=64)
    team: Whom | None = Field(default=None, description="This team and those below it.")
    supervisor: Whom | None = None
    worker: Whom | None = None
    plan_type: str | None = Field(default=None, max_length=200, description="`none`: without one.")
    as_at: Day | None = Field(default=None, description="The day it is about; today unless told.")
    known_at: KnownAt | None = None
    group_by: GroupsOfADay | None = None

    @property
    def groups(self) -> tuple[GroupBy, ...]:
        """What to split by, in the order of the columns."""
        words = (self.group_by or "").split(",")
        return tuple(group for group in GroupBy if group.value in words)


class PeriodQuery(Narrowed):
    """Figures of a period or of a day, by either measure."""

    measure: Measure = Measure.DUE_IN_PERIOD
    from_: Day | None = Field(
        default=None,
        alias="from",
        description="First due day; twelve months before `to` unless told.",
    )
    to: Day | None = Field(default=None, description="Last due day; `as_at` unless told.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("period", "`to` lies before `from`.")
        return self

    def period(self, as_at: date) -> tuple[date, date]:
        """The first and the last day, where not all was told."""
        last = self.to or as_at
        return self.from_ or last - YEAR, last


class ComplianceQuery(PeriodQuery):
    """What is asked of the figures."""

    group_by: Groups | None = None


class HeatMapQuery(ComplianceQuery):
    """What is asked of the heat map: always what was due, by team and month."""

    measure: Literal[Measure.DUE_IN_PERIOD] = Measure.DUE_IN_PERIOD
    group_by: Literal["team,month"] = "team,month"


class SeriesQuery(PeriodQuery):
    """What is asked of a series: one measure, month by month."""


class AgeingQuery(Narrowed):
    """What is asked of how late things are."""

    bands: BandEnds = Field(
        default=AGEING, description="The last number of days late of each band; one more is open."
    )

    @property
    def cut(self) -> Bands:
        """The bands that were asked for."""
        return bands_of(self.bands)


class ForecastQuery(Narrowed):
    """What is asked of what falls due."""

    group_by: GroupsOfADay | None = Field(default="team,supervisor")
    days: int = Field(default=28, ge=1, le=MOST_DAYS_AHEAD, description="`as_at` is the first.")


class SinceQuery(Narrowed):
    """What is asked of how long ago something that recurs last happened."""

    rule: str | None = Field(default="personal-timescale", description=", ".join(CADENCES))
    bands: BandEnds = Field(
        default=SINCE, description="The last number of days of each band; one more is open."
    )

    @property
    def cut(self) -> Bands:
        """The bands that were asked for."""
        return bands_of(self.bands)
