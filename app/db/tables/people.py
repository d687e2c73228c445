"""Teams and workers, as the rules and the filters read them."""

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field

from app.db.base import OrganisationRow, in_order, one_of, to_record
from app.vocabulary import Stage


class Team(OrganisationRow, table=True):
    """A team; a filter on it includes the teams below it."""

    __table_args__ = (
        to_record("id"),
        to_record("parent_id"),
        in_order("started_on", "ended_on"),
        Index(None, "organisation_id", "parent_id"),
    )

    id: UUID = Field(primary_key=True)
    parent_id: UUID | None = None
    started_on: date | None = None
    ended_on: date | None = None


class Worker(OrganisationRow, table=True):
    """Anyone supervised or supervising."""

    __table_args__ = (to_record("id"),)

    id: UUID = Field(primary_key=True)
    asye_started_on: date | None = None
    received_on: date


class Post(OrganisationRow, table=True):
    """A worker's employment; the id follows from worker, start, team and role.

    `stage` is the sender's label and `meaning` what it means to the rules, null while unmapped.
    """

    __table_args__ = (
        one_of("meaning", Stage),
        to_record("worker_id"),
        to_record("team_id"),
        in_order("started_on", "ended_on"),
        Index(None, "organisation_id", "worker_id"),
        Index(None, "organisation_id", "team_id"),
    )

    id: UUID = Field(primary_key=True)
    worker_id: UUID
    team_id: UUID | None = None
    role: str | None = Field(default=None, max_length=200)
    stage: str = Field(max_length=200)
    meaning: str | None = Field(default=None, max_length=32)
    supervised: bool
    started_on: date | None = None
    ended_on: date | None = None


class Agreement(OrganisationRow, table=True):
    """The supervision agreement between two workers; `ended_on` is its last day."""

    __table_args__ = (
        to_record("id"),
        to_record("supervisee_id"),
        to_record("supervisor_id"),
        in_order("started_on", "ended_on"),
        CheckConstraint("interval_days IS NULL OR interval_days >= 1", name="interval_days"),
        Index(None, "organisation_id", "supervisee_id"),
        Index(None, "organisation_id", "supervisor_id"),
    )

    id: UUID = Field(primary_key=True)
    supervisee_id: UUID
    supervisor_id: UUID
    started_on: date
    ended_on: date | None = None
    interval_days: int | None = None
    signed_on: date | None = None
    reviews: list[str] = Field(default=[], sa_type=JSON)


class Absence(OrganisationRow, table=True):
    """Days on which a worker is away; `to_on` is the last of them."""

    __table_args__ = (to_record("worker_id"), in_order("from_on", "to_on"))

    worker_id: UUID = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    reason: str = Field(primary_key=True, max_length=32)
    to_on: date | None = None
