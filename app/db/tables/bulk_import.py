"""Files of many records: what each row came to, and what is still to be done of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, columns_of, one_of
from app.vocabulary import Atomicity, ImportMode, ImportOutcome, UnknownRef


class Import(OrganisationRow, table=True):
    """One file, who sent it and how it is to be taken; `done` of its `total` rows are worked off.

    Until `received_at` not all rows are there, and none is worked off. `client_id` and
    `on_behalf_of` are those of the request: the background goes on in their name.
    """

    __table_args__ = (
        one_of("mode", ImportMode),
        one_of("atomic", Atomicity),
        one_of("on_unknown_ref", UnknownRef),
    )

    id: UUID = Field(primary_key=True)
    client_id: UUID
    on_behalf_of: UUID | None = None
    source: str = Field(max_length=64)
    mode: str = Field(max_length=16)
    atomic: str = Field(max_length=16)
    on_unknown_ref: str = Field(max_length=16)
    columns_edition: int | None = None
    total: int
    done: int
    raised: int
    cleared: int
    stubbed: int
    flags: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
    received_at: datetime | None = Field(default=None, sa_type=Utc)
    started_at: datetime | None = Field(default=None, sa_type=Utc)
    finished_at: datetime | None = Field(default=None, sa_type=Utc)
    cancelled_at: datetime | None = Field(default=None, sa_type=Utc)


class ImportRow(OrganisationRow, table=True):
    """One row, by its number in the file.

    Rows are worked off by `rank`, which their type has, then by whom and which day they are about;
    one that points at what is not there `waits_for` it. `payload` may hold narrative: it is there
    until the row has an outcome, and no longer. `stubbed` is a list as JSON, and is not there for a
    row that needed no stub.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "import_id"], ["import.organisation_id", "import.id"]
        ),
        one_of("outcome", ImportOutcome),
    )

    import_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    rank: int
    belongs_to: str = Field(max_length=128)
    day: str = Field(max_length=10)
    waits_for: str | None = Field(default=None, max_length=256)
    type: str | None = Field(default=None, max_length=32)
    reference: str | None = Field(default=None, max_length=128)
    payload: str | None = Field(default=None, sa_type=Text)
    outcome: str | None = Field(default=None, max_length=16)
    record_id: UUID | None = None
    errors: str = Field(sa_type=Text)
    stubbed: str | None = Field(default=None, sa_type=Text)


columns, rows = columns_of(Import), columns_of(ImportRow)
unfinished = columns.finished_at.is_(None)
free = rows.outcome.is_(None) & rows.waits_for.is_(None)
waiting = rows.outcome.is_(None) & rows.waits_for.is_not(None)
named = rows.reference.is_not(None)

Index(
    "ix_import_unfinished",
    columns.organisation_id,
    columns.id,
    sqlite_where=unfinished,
    postgresql_where=unfinished,
)
Index(
    "ix_importrow_free",
    rows.organisation_id,
    rows.import_id,
    rows.rank,
    rows.belongs_to,
    rows.day,
    rows.number,
    sqlite_where=free,
    postgresql_where=free,
)
Index(
    "ix_importrow_waiting",
    rows.organisation_id,
    rows.import_id,
    rows.waits_for,
    sqlite_where=waiting,
    postgresql_where=waiting,
)
# In this order those that come twice are found without a sort, for which SQLite has only memory.
Index(
    "ix_importrow_named",
    rows.organisation_id,
    rows.import_id,
    rows.type,
    rows.reference,
    sqlite_where=named,
    postgresql_where=named,
)
Index(None, rows.organisation_id, rows.import_id, rows.outcome, rows.number)
