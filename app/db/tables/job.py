"""Work that is done in the background, batch by batch, and how far it has come."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, columns_of, one_of
from app.vocabulary import JobKind


class Job(OrganisationRow, table=True):
    """Streams that have to be worked out again from `since` on (null: from the beginning).

    `version` is that of the policy or calendar which asked for it, `client_id` who sent that; null:
    the service itself, after an upgrade. `phase` is what is being gone through, `cursor` the last
    id that is done of it; both move in the transaction that did the work. One that is `merged_into`
    another is done, and finished, with that; `asked_at` is when the first of them was asked for.
    """

    __table_args__ = (
        one_of("kind", JobKind),
        ForeignKeyConstraint(["organisation_id", "merged_into"], ["job.organisation_id", "job.id"]),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=16)
    version: int | None = None
    client_id: UUID | None = None
    since: date | None = None
    phase: str = Field(max_length=32)
    cursor: UUID | None = None
    total: int
    done: int
    created_at: datetime = Field(sa_type=Utc)
    started_at: datetime | None = Field(default=None, sa_type=Utc)
    finished_at: datetime | None = Field(default=None, sa_type=Utc)
    merged_into: UUID | None = None
    asked_at: datetime = Field(sa_type=Utc)


columns = columns_of(Job)
unfinished = columns.finished_at.is_(None)

Index(
    "ix_job_unfinished",
    columns.organisation_id,
    columns.created_at,
    sqlite_where=unfinished,
    postgresql_where=unfinished,
)
