"""The shapes of feedback summaries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.vocabulary import Direction

QuarterText = Annotated[str, Field(pattern="^(19|20|21)[0-9]{2}-Q[1-4]$")]
"""A calendar quarter, YYYY-Qn."""


class GroupBy(StrEnum):
    """How a summary can be split; these and no others, as groups that cross give people away."""

    TEAM = "team"
    SUPERVISOR = "team,supervisor"


class SummaryQuery(BaseModel):
    """What is asked of the feedback; a free choice of days would let answers differ by a person."""

    model_config = ConfigDict(extra="forbid")

    group_by: GroupBy | None = Field(
        default=None, description="team, or team,supervisor; the whole organisation unless told."
    )
    quarter: QuarterText | None = Field(
        default=None,
        description="A calendar quarter that ended 29 days ago or earlier, as 2026-Q1; the last"
        " such one unless told. What arrives later than 28 days after its end is not in it.",
        examples=["2025-Q4"],
    )


class SummaryRow(BaseModel):
    """One direction's scores in one group; every figure is null where the group is hidden."""

    direction: Direction
    team_id: UUID | None = Field(description="The supervisee's team on the day of the session.")
    team_ref: str | None
    supervisor_id: UUID | None = Field(description="Null also where there were several.")
    supervisor_ref: str | None
    hidden: bool = Field(
        description="True where the group has fewer than five respondents, where its figures would"
        " tell those of another such group, or where its mean would tell single scores."
    )
    respondents: int | None = Field(description="Different workers who gave a score.")
    scores: int | None
    mean_score: float | None = Field(description="1 to 10, to one decimal.")
    asked: int | None = Field(
        description="Feedback recorded, given or not; with the two below only of the whole."
    )
    answered: int | None
    declined: int | None


class FeedbackSummary(BaseModel):
    """The scores of one quarter, the same for ever."""

    quarter: str
    as_at: date = Field(description="The last day of the quarter.")
    known_at: datetime = Field(description="28 days after it: what came later is not in it.")
    items: list[SummaryRow]
