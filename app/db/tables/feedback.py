"""Feedback as the rules read it."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.db.base import OrganisationRow, one_of, to_record
from app.vocabulary import Direction


class Feedback(OrganisationRow, table=True):
    """One direction's feedback on one supervisee's session; `worker_id` is that supervisee."""

    __table_args__ = (
        to_record("id"),
        to_record("session_id"),
        to_record("worker_id"),
        one_of("direction", Direction),
        CheckConstraint("score IS NULL OR score BETWEEN 1 AND 10", name="score"),
        Index(None, "organisation_id", "session_id", "direction", "worker_id", unique=True),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID
    worker_id: UUID
    direction: str = Field(max_length=32)
    score: int | None = None
    declined: bool
    given_on: date
