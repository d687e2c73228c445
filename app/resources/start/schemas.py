"""The shapes of the start page, as programs get it."""

from datetime import date

from pydantic import BaseModel, Field


class Standing(BaseModel):
    """How many are within timescale today."""

    subjects: int = Field(description="Workers with a judged expectation open.")
    in_timescale: int
    cannot_judge: int
    rate: float | None = Field(description="in_timescale / subjects; null when there are none.")
    rag: str | None


class TeamStanding(Standing):
    """How many of a team are."""

    team_ref: str | None
    name: str | None = Field(description="Null: the workers without a team.")


class Today(BaseModel):
    """Today's figures of one organisation: personal supervision, and whatever is overdue."""

    organisation: str
    as_at: date
    green: int = Field(description="Per cent from which the policy in force says green.")
    all: Standing
    teams: list[TeamStanding] = Field(description="Those furthest behind first.")
    overdue: int = Field(description="Flags that stand, of any rule.")
    overdue_long: int = Field(description="Of them those that are more than 28 days late.")


class Welcome(BaseModel):
    """What this is and where to go on."""

    title: str
    summary: str
    version: str
    links: dict[str, str]
    today: Today | None = Field(description="For a key that may read figures; else null.")
