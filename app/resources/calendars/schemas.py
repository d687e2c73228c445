"""The shapes of calendars."""

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from app.fields import Day
from app.resources.expectations.reevaluating import Reevaluating
from app.vocabulary import Nation, Outcome

MOST_CLOSURE_DAYS = 1000
EXAMPLE: dict[str, Any] = {
    "nation": "england",
    "closure_days": ["2026-12-29", "2026-12-30"],
    "time_zone": "Europe/London",
    "effective_on": "2026-12-01",
}


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(value: str) -> str:
    if value not in _known_zones():
        raise PydanticCustomError(
            "time-zone", "A time zone is a name of the IANA database, as Europe/London."
        )
    return value


def _each_once(days: list[date]) -> list[date]:
    if len(set(days)) < len(days):
        raise PydanticCustomError("repeated", "Name each day once.")
    return sorted(days)


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_time_zone)]
ClosureDays = Annotated[list[Day], Field(max_length=MOST_CLOSURE_DAYS), AfterValidator(_each_once)]


class CalendarPut(BaseModel):
    """A calendar; what is left out stays as in the version before, the day is today."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    nation: Nation | None = Field(default=None, description="Whose bank holidays count.")
    closure_days: ClosureDays | None = Field(
        default=None, description="Days on which the organisation itself is closed; all of them."
    )
    time_zone: TimeZone | None = Field(
        default=None, description="For what is sent from now on; days that were told keep theirs."
    )
    effective_on: Day | None = Field(
        default=None, description="From this day on; never earlier than today."
    )


class Proposed(BaseModel):
    """How the bank holidays as they are announced now differ from those that are stored."""

    added: list[date]
    removed: list[date]


class CalendarOutline(BaseModel):
    """When a version of the calendar applies."""

    version: int
    applies_from: date
    created_at: datetime


class CalendarRead(CalendarOutline):
    """One version of the calendar, with the dates that it stores."""

    nation: Nation
    bank_holidays: list[date]
    closure_days: list[date]
    time_zone: str
    effective_on: date | None = Field(description="The day that was asked for.")


class CalendarToday(CalendarRead):
    """The version that applies today, and which others there are."""

    versions: list[CalendarOutline]
    proposed: Proposed = Field(
        description="Against the newest version; put the calendar again to take them over."
    )
    reevaluating: Reevaluating | None


class CalendarWritten(BaseModel):
    """What became of a calendar that was put: one equal to the newest is not added again."""

    outcome: Outcome
    calendar: CalendarRead
    reevaluating: Reevaluating | None
