"""The shapes of jobs."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.vocabulary import JobKind


class JobRead(BaseModel):
    """What is worked out again in the background, why, and how far it is."""

    id: UUID
    kind: JobKind
    policy_version: int | None = Field(description="The version that asked for it.")
    calendar_version: int | None
    since: date | None = Field(description="From this day on; null: from the beginning.")
    phase: str = Field(description="What is being gone through.")
    done: int = Field(description="Records gone through, of `total`.")
    total: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None = Field(description="Null: not yet.")
    merged_into: UUID | None = Field(
        description="The newer job with which this one is done, and finished: ask that how far."
    )


class Jobs(BaseModel):
    """The latest jobs, the newest first."""

    items: list[JobRead]
