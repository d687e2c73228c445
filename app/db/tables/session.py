"""Sessions as the rules and the filters read them; their words stay in the documents."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, one_of, to_record
from app.vocabulary import PlanProgress, SessionKind, SessionStatus


class SupervisionSession(OrganisationRow, table=True):
    """A session; `day` is the civil day on which it counts, whatever its status.

    `supervisees`, `supervisors` and `reviewed` repeat the ids of SessionPerson and ActionReview, so
    that the rules read a session in one row. Of its texts it keeps the number of words and hashes
    of shingles.
    """

    __table_args__ = (
        to_record("id"),
        one_of("kind", SessionKind),
        one_of("status", SessionStatus),
        CheckConstraint("status <> 'held' OR held_on IS NOT NULL", name="held_on_a_day"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes"),
        Index(None, "organisation_id", "day"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=16)
    status: str = Field(max_length=16)
    day: date
    held_on: date | None = None
    started_at: datetime | None = Field(default=None, sa_type=Utc)
    planned_on: date | None = None
    cancelled_on: date | None = None
    minutes: int | None = None
    interrupted_minutes: int | None = None
    recorded_on: date | None = None
    check_in: bool | None = None
    feedback_minutes: int | None = None
    feedback_listed: bool
    tick_box: bool | None = None
    reflection_words: int | None = None
    reflection_shingles: bytes | None = Field(default=None, sa_type=LargeBinary)
    appreciated: bool | None = None
    identity_explored: bool | None = None
    shared_on: date | None = None
    signatures: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    fallen: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    fell_on: date | None = None
    received_at: datetime = Field(sa_type=Utc)
    supervisees: list[str] = Field(sa_type=JSON)
    supervisors: list[str] = Field(sa_type=JSON)
    reviewed: list[str] = Field(sa_type=JSON)


class SessionPerson(OrganisationRow, table=True):
    """A worker's part in a session; `day` repeats the session's so that an index can end there."""

    __table_args__ = (
        to_record("session_id"),
        to_record("worker_id"),
        CheckConstraint("part IN ('supervisee', 'supervisor')", name="part"),
        Index(None, "organisation_id", "worker_id", "part", "day"),
    )

    session_id: UUID = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=16)
    position: int = Field(primary_key=True)
    worker_id: UUID
    day: date


class Discussion(OrganisationRow, table=True):
    """That a session discussed a case; the id follows from both.

    `decided`, `reasoned` and `contingency` say whether there is such a text.
    """

    __table_args__ = (
        to_record("session_id"),
        to_record("case_id"),
        one_of("plan_progress", PlanProgress),
        Index(None, "organisation_id", "case_id", "day"),
        Index(None, "organisation_id", "session_id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID
    case_id: UUID
    day: date
    recorded_on: date | None = None
    plan_progress: str | None = Field(default=None, max_length=16)
    analysis_words: int | None = None
    analysis_shingles: bytes | None = Field(default=None, sa_type=LargeBinary)
    decided: bool = False
    reasoned: bool = False
    contingency: bool = False
