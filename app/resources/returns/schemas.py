"""The shapes of frozen returns."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.resources.compliance.queries import ComplianceQuery
from app.resources.compliance.schemas import Compliance, Grouped
from app.vocabulary import Measure

EXAMPLE: dict[str, Any] = {
    "title": "Timeliness by team, second quarter",
    "asked": {
        "group_by": "team",
        "rule": "personal-timescale",
        "from": "2026-07-01",
        "to": "2026-09-30",
        "as_at": "2026-09-30",
    },
}
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ReturnCreate(BaseModel):
    """Which figures to freeze, and what to call them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    title: Title
    asked: ComplianceQuery = Field(description="As the parameters of `GET /v1/compliance`.")


class ReturnListed(BaseModel):
    """A frozen return without its figures."""

    id: UUID
    title: str
    measure: Measure
    from_: date | None = Field(alias="from")
    to: date | None
    as_at: date
    known_at: datetime
    hash: str = Field(description="Of the figures, as `GET /v1/compliance` gives it.")
    created_at: datetime
    client_id: UUID

    model_config = ConfigDict(populate_by_name=True)


class ReturnRead(ReturnListed):
    """A frozen return, as it was answered when it was made."""

    asked: dict[str, Any]
    figures: Compliance


class Returns(BaseModel):
    """The latest returns, the newest first."""

    items: list[ReturnListed]


class Cause(StrEnum):
    """Why a figure moved."""

    DAY = "day"
    RECORDS = "records"
    POLICY = "policy"
    CALENDAR = "calendar"
    EXEMPTIONS = "exemptions"
    RULES = "rules"


class Moved(BaseModel):
    """A number that differs, and how much of that each cause has moved; they add up."""

    number: str
    first: int
    second: int
    by: dict[Cause, int]


class Difference(Grouped):
    """A group whose figures differ."""

    rate_first: float | None
    rate_second: float | None
    moved: list[Moved]


class Comparison(BaseModel):
    """How two returns differ. The same question has to have been asked in both.

    `day`: another `as_at` or period was asked about. `records`: they came, were corrected or were
    deleted after the first return. `policy` and `calendar`: a version was brought in. `exemptions`:
    they were granted or withdrawn. `rules`: the service was upgraded.
    """

    first: ReturnListed
    second: ReturnListed
    same: bool
    items: list[Difference]
