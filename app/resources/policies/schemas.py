"""The shapes of policies."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.types import JsonValue

from app.fields import Day, Switch
from app.resources.expectations.reevaluating import Reevaluating
from app.resources.records.schemas import FlagNotices

EXAMPLE: dict[str, Any] = {
    "effective_on": "2027-04-01",
    "rules": {"personal-timescale": {"interval": 35}},
    "warning_days": 10,
}


class PolicyCreate(BaseModel):
    """A new version; what is left out stays as in the version before."""

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


class PolicyRead(BaseModel):
    """One version, whole; it applies from the later of its day and the day we received it."""

    version: int
    effective_on: date | None
    applies_from: date | None
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
