"""Cases, their plans and allocations, and the oversight written on them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, in_order, one_of, to_record
from app.vocabulary import OversightKind, PlanType


class CaseFile(OrganisationRow, table=True):
    """A child's, young person's or carer's case, by opaque reference."""

    __table_args__ = (to_record("id"), in_order("opened_on", "closed_on"))

    id: UUID = Field(primary_key=True)
    opened_on: date | None = None
    closed_on: date | None = None


class Plan(OrganisationRow, table=True):
    """An episode on a case; `type` is the sender's label, `meaning` ours, null while unmapped."""

    __table_args__ = (
        to_record("case_id"),
        in_order("started_on", "ended_on"),
        one_of("meaning", PlanType),
    )

    case_id: UUID = Field(primary_key=True)
    type: str = Field(primary_key=True, max_length=200)
    meaning: str | None = Field(default=None, max_length=32)
    started_on: date = Field(primary_key=True)
    ended_on: date | None = None


class Allocation(OrganisationRow, table=True):
    """Who holds a case; `ended_on` is the last day inside."""

    __table_args__ = (
        to_record("case_id"),
        to_record("worker_id"),
        in_order("started_on", "ended_on"),
        # With the case, else SQLite would rather walk the key, which has all that is asked for.
        Index(None, "organisation_id", "worker_id", "case_id"),
    )

    case_id: UUID = Field(primary_key=True)
    worker_id: UUID = Field(primary_key=True)
    started_on: date = Field(primary_key=True)
    ended_on: date | None = None


class OversightNote(OrganisationRow, table=True):
    """Evidence of management oversight on a case.

    `decided` and `reasoned` say whether there is a decision, and a rationale.
    """

    __table_args__ = (
        to_record("id"),
        to_record("case_id"),
        to_record("author_id"),
        one_of("kind", OversightKind),
        Index(None, "organisation_id", "case_id", "decided_on"),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID
    author_id: UUID
    kind: str = Field(max_length=32)
    decided_on: date
    decided_at: datetime | None = Field(default=None, sa_type=Utc)
    recorded_on: date | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Utc)
    received_at: datetime | None = Field(default=None, sa_type=Utc)
    decided: bool = False
    reasoned: bool = False
