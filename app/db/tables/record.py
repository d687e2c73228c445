"""The register of records, the versions of their documents, and the line of changes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, one_of, to_record
from app.vocabulary import RecordType, Verb


class Record(OrganisationRow, table=True):
    """One record of any type: whose it is, what its sender calls it, which version stands.

    `parent_id` is the session or oversight note that it belongs to from birth, if it does.
    `facts_version` counts the changes of what the rules know of it from other records.
    """

    __table_args__ = (
        to_record("parent_id"),
        Index(None, "organisation_id", "parent_id"),
        UniqueConstraint("organisation_id", "type", "source", "reference"),
        one_of("type", RecordType),
        Index(None, "organisation_id", "type", "id"),
    )

    id: UUID = Field(primary_key=True)
    type: str = Field(max_length=32)
    parent_id: UUID | None = None
    source: str | None = Field(default=None, max_length=64)
    reference: str | None = Field(default=None, max_length=128)
    version: int
    facts_version: int
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)
    source_updated_at: datetime | None = Field(default=None, sa_type=Utc)
    deleted_at: datetime | None = Field(default=None, sa_type=Utc)


class RecordVersion(OrganisationRow, table=True):
    """What a record said from one change on: the whole document, canonical JSON.

    `updated_at` and `source_updated_at` are the record's as they stood then.
    The salt keeps the digest in the line of changes from being guessed; erase both together.
    """

    __table_args__ = (
        to_record("record_id"),
        Index(None, "organisation_id", "seq"),
    )

    record_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    deleted: bool
    updated_at: datetime = Field(sa_type=Utc)
    source_updated_at: datetime | None = Field(default=None, sa_type=Utc)
    document: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)


class LineHead(OrganisationRow, table=True):
    """The end of an organisation's line of changes; its row is what writers queue for.

    `crossed_on` is the last day whose coming has been put on the line; null before the first.
    """

    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = Field(sa_type=Utc)
    hash: str = Field(max_length=64)
    crossed_on: date | None = None


class Change(OrganisationRow, table=True):
    """One change in the line: who, when, what kind of thing; no content, only its digest.

    `day` is set where it was not a client's doing but the coming of that day.
    """

    __table_args__ = (
        one_of("verb", Verb),
        Index(None, "organisation_id", "at"),
    )

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    position: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)
    client_id: UUID
    on_behalf_of: UUID | None = None
    type: str = Field(max_length=32)
    subject_id: UUID
    version: int | None = None
    verb: str = Field(max_length=32)
    day: date | None = None
    digest: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ReadLog(OrganisationRow, table=True):
    """That somebody was shown what a scope protects: who, which version, when; never the words."""

    __table_args__ = (to_record("record_id"), Index(None, "organisation_id", "record_id"))

    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)
    client_id: UUID
    key_id: UUID
    on_behalf_of: UUID | None = None
    type: str = Field(max_length=32)
    record_id: UUID
    version: int
    scope: str = Field(max_length=32)


class IdempotencyKey(OrganisationRow, table=True):
    """A POST that was answered: enough to answer it again, never what it said."""

    client_id: UUID = Field(primary_key=True)
    route: str = Field(primary_key=True, max_length=300)
    key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int
    answer: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
