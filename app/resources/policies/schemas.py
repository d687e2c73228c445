"""The shapes of policies."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.types import JsonValue
from pydantic_core import PydanticCustomError

from app.fields import Day, Switch
from app.resources.expectations.reevaluating import Reevaluating
from app.resources.records.schemas import FlagNotices

EXAMPLE: dict[str, Any] = {
    "effective_on": "2027-04-01",
    "rules": {"personal-timescale": {"interval": 35}},
    "warning_days": 10,
}

OF_THE_CALENDAR = frozenset({"nation", "closure_days", "time_zone"})


class PolicyCreate(BaseModel):
    """A new version; what is left out stays as in the one that holds on its first day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    effective_on: Day
    restate: Switch = Field(
        default=False, description="Apply it to days that have passed, and say so in every answer."
    )
    rules: dict[str, dict[str, JsonValue]] = Field(
        default={}, description="By rule, the parameters that `GET /v1/rules` shows."
    )
    warning_days: int | None = Field(default=None, strict=True)
    pausing_reasons: list[str] | None = None
    rag: dict[str, JsonValue] | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_no_calendar(cls, sent: object) -> object:
        if isinstance(sent, dict) and not OF_THE_CALENDAR.isdisjoint(sent):
            raise PydanticCustomError(
                "of-the-calendar",
                "`nation`, `closure_days` and `time_zone` are the calendar's: PUT /v1/calendar.",
            )
        return sent


class PolicyRead(BaseModel):
    """One version, whole; it applies from the later of its day and the day we received it."""

    version: int
    effective_on: date | None
    applies_from: date | None
    holds_until: date | None = Field(
        description="Its last day, as far as is known; null: no other follows, or `replaced_by`."
    )
    replaced_by: int | None = Field(
        description="A version received later that applies from the same day: this holds on none."
    )
    restated: bool
    created_at: datetime | None
    rules: dict[str, dict[str, JsonValue]]
    warning_days: int
    pausing_reasons: list[str]
    rag: dict[str, JsonValue]


class PolicyWritten(PolicyRead):
    """A version, and how far it has been brought in; the flags that it moves come with that."""

    flags: FlagNotices
    reevaluating: Reevaluating | None


class Policies(BaseModel):
    """All versions, the shipped one first."""

    items: list[PolicyRead]


class PolicyPreview(BaseModel):
    """A draft, and the period over which it is tried."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"draft": EXAMPLE, "from": "2026-08-01", "to": "2026-10-31"}]
        },
    )

    draft: PolicyCreate = Field(description="Its own days do not matter: it holds from `from` on.")
    from_: Day = Field(alias="from")
    to: Day = Field(description="Today at the latest.")
    team: UUID | None = Field(default=None, description="This team and those below it.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError("period", "`to` lies before `from`.")
        return self


class FlagTotals(BaseModel):
    """Flags that stood on some day of the period; what was excused on all of them is none."""

    present: int = Field(description="By the policy as it is.")
    draft: int = Field(description="By the draft, had it applied from the first day on.")
    both: int = Field(description="By the one as well as by the other.")


class FlagsByTeam(FlagTotals):
    """Those of one team and one rule; a flag that moved from team to team counts for each."""

    team_id: UUID | None
    team_ref: str | None
    rule: str


class PolicyPreviewed(BaseModel):
    """What a draft would have flagged, beside what the present policy did."""

    from_: date = Field(alias="from")
    to: date
    policy_versions: list[int] = Field(description="The present ones that apply in the period.")
    streams: int = Field(description="Workers, cases and agreements that were worked out.")
    totals: FlagTotals
    items: list[FlagsByTeam]
    reevaluating: Reevaluating | None = Field(
        description="Not null: the present flags were still being worked out themselves."
    )

    model_config = ConfigDict(populate_by_name=True)
