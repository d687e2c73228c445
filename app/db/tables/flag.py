"""What people did about flags: exemptions and acknowledgements, known from a change until another.

Rows are never edited: withdrawn, a row is closed; where the expectation is taken over by another,
closed and opened again under that one. `rule`, `subject_id` and `opened_on` repeat the
expectation's: what takes its place later, when it is gone, has the same. `made_in` is the change
that told of it first.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, in_order, to_record


class Exemption(OrganisationRow, table=True):
    """That an expectation is excused from a first day to a last, why, and who approved that."""

    __table_args__ = (
        to_record("approver_id"),
        in_order("from_on", "expires_on"),
        Index(None, "organisation_id", "expectation_id"),
        Index(None, "organisation_id", "known_until"),
        Index(None, "organisation_id", "subject_id", "opened_on"),
    )

    id: UUID = Field(primary_key=True)
    known_from: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    known_until: int = Field(sa_column=Column(BigInteger, nullable=False))
    made_in: int = Field(sa_column=Column(BigInteger, nullable=False))
    expectation_id: UUID
    rule: str = Field(max_length=64)
    subject_id: UUID
    opened_on: date
    from_on: date
    expires_on: date
    approver_id: UUID
    reason: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
    client_id: UUID
    on_behalf_of: UUID | None = None


class Acknowledgement(OrganisationRow, table=True):
    """That somebody has seen a flag, and what they noted about it."""

    __table_args__ = (
        Index(None, "organisation_id", "expectation_id"),
        Index(None, "organisation_id", "subject_id", "opened_on"),
    )

    id: UUID = Field(primary_key=True)
    known_from: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    known_until: int = Field(sa_column=Column(BigInteger, nullable=False))
    made_in: int = Field(sa_column=Column(BigInteger, nullable=False))
    expectation_id: UUID
    rule: str = Field(max_length=64)
    subject_id: UUID
    opened_on: date
    note: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
    client_id: UUID
    on_behalf_of: UUID | None = None
