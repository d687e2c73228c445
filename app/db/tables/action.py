"""Actions and the reviews that sessions made of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, one_of, to_record
from app.vocabulary import ActionStatus, ReviewOutcome

OPEN = date(9999, 12, 31)
"""`settled_on` of an action that is open; a day, so that one range of an index finds them."""


class Action(OrganisationRow, table=True):
    """Something agreed. It belongs to its case if it names one, else to its supervisee.

    `due_on`, `closed_on` and `dropped` are as sent; `settled_on`, `current_due_on`, `status` and
    `carried_forward` follow from them and from the reviews, and are kept by the evaluation.
    """

    __table_args__ = (
        to_record("id"),
        to_record("session_id"),
        to_record("note_id"),
        to_record("supervisee_id"),
        to_record("case_id"),
        to_record("owner_id"),
        one_of("status", ActionStatus),
        Index(None, "organisation_id", "supervisee_id", "settled_on"),
        Index(None, "organisation_id", "case_id", "settled_on"),
        Index(None, "organisation_id", "session_id"),
        Index(None, "organisation_id", "note_id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID | None = None
    note_id: UUID | None = None
    supervisee_id: UUID | None = None
    case_id: UUID | None = None
    owner_id: UUID | None = None
    agreed_on: date
    agreed_started_at: datetime | None = Field(default=None, sa_type=Utc)
    due_on: date | None = None
    closed_on: date | None = None
    dropped: bool
    settled_on: date
    current_due_on: date | None = None
    status: str = Field(max_length=32)
    carried_forward: int


class FormerReview(OrganisationRow, table=True):
    """That a version of a session reviewed an action, which the session no longer does.

    What was known at an instant is told by versions; this says whose versions to look at.
    """

    __table_args__ = (to_record("session_id"), to_record("action_id"))

    action_id: UUID = Field(primary_key=True)
    session_id: UUID = Field(primary_key=True)


class ActionReview(OrganisationRow, table=True):
    """What one session said about one earlier action."""

    __table_args__ = (
        to_record("session_id"),
        to_record("action_id"),
        one_of("outcome", ReviewOutcome),
        # With the session, else SQLite would rather walk the key, which has all that is asked for.
        Index(None, "organisation_id", "action_id", "session_id"),
    )

    session_id: UUID = Field(primary_key=True)
    action_id: UUID = Field(primary_key=True)
    outcome: str = Field(max_length=32)
    completed_on: date | None = None
    new_due_on: date | None = None
