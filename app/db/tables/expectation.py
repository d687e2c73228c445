"""What the rules worked out: stretches, each known from one change until another."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from app.db.base import LIVE, OrganisationRow, Utc, columns_of, one_of
from app.vocabulary import EndReason, Judgement, SubjectType

UNSETTLED = date(9999, 12, 31)
"""A day rather than null, so that one range of an index finds all that is open or settles later."""


class ExpectationRow(OrganisationRow, table=True):
    """A stretch. Never edited: a row is closed by `known_until` and another takes its place.

    `settled_on` is the last day on which any fact could matter to it; UNSETTLED while it is open.
    """

    __tablename__ = "expectation"
    __table_args__ = (
        one_of("subject_type", SubjectType),
        one_of("judgement", Judgement),
        one_of("end_reason", EndReason),
    )

    id: UUID = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    known_from: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    known_until: int = Field(sa_column=Column(BigInteger, nullable=False))
    rule: str = Field(max_length=64)
    subject_type: str = Field(max_length=16)
    subject_id: UUID
    anchor: str = Field(max_length=100)
    opened_on: date
    ended_on: date | None = None
    end_reason: str | None = Field(default=None, max_length=16)
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=Utc)
    breach_on: date | None = None
    met_on: date | None = None
    met_by: UUID | None = None
    in_time: bool | None = None
    judgement: str = Field(max_length=16)
    reason: str | None = Field(default=None, max_length=64)
    record_type: str | None = Field(default=None, max_length=32)
    record_id: UUID | None = None
    worker_id: UUID | None = None
    supervisor_id: UUID | None = None
    team_id: UUID | None = None
    plan_type: str | None = Field(default=None, max_length=200)
    policy_version: int
    calendar_version: int
    settled_on: date
    trace: str = Field(sa_type=Text)


live = columns_of(ExpectationRow).known_until == LIVE
columns = columns_of(ExpectationRow)

Index(
    "ix_expectation_live_stream",
    columns.organisation_id,
    columns.subject_id,
    columns.opened_on,
    sqlite_where=live,
    postgresql_where=live,
)
Index(
    "ix_expectation_live_settled",
    columns.organisation_id,
    columns.subject_id,
    columns.settled_on,
    sqlite_where=live,
    postgresql_where=live,
)
# What may still be open on a day, or ends on it: few rows, whatever has been settled.
Index(
    "ix_expectation_live_open",
    columns.organisation_id,
    columns.settled_on,
    sqlite_where=live,
    postgresql_where=live,
)
Index(
    "ix_expectation_live_record",
    columns.organisation_id,
    columns.record_id,
    sqlite_where=live,
    postgresql_where=live,
)
# All that the figures of a period read, so that they need not visit the rows: half the time.
Index(
    "ix_expectation_live_due",
    columns.organisation_id,
    columns.due_on,
    columns.rule,
    columns.team_id,
    columns.from_on,
    columns.ended_on,
    columns.met_on,
    columns.in_time,
    columns.breach_on,
    columns.judgement,
    columns.known_until,
    sqlite_where=live,
    postgresql_where=live,
)
Index("ix_expectation_known", columns.organisation_id, columns.due_on, columns.known_from)
