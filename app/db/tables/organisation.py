"""Organisations, the systems that call for them, and their keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.base import OrganisationRow, Utc, one_of
from app.vocabulary import Nation


class Organisation(SQLModel, table=True):
    """A local authority or trust: the tenant. Its cursors are signed with a secret of its own.

    `rules_version` says which version of the rules all its expectations were worked out by.
    """

    __table_args__ = (one_of("nation", Nation),)

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200, unique=True)
    nation: str = Field(max_length=32)
    time_zone: str = Field(max_length=64)
    policy_version: int = 0
    calendar_version: int = 0
    rules_version: int = 0
    cursor_secret: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Utc)


class Caller(OrganisationRow, table=True):
    """A client: a system that calls the service, with one source of its own."""

    __tablename__ = "client"
    __table_args__ = (UniqueConstraint("organisation_id", "source"),)

    id: UUID = Field(primary_key=True)
    source: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Utc)


class ApiKey(OrganisationRow, table=True):
    """A key, of which only a hash is kept; `scopes` is a list of words parted by blanks."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "client_id"], ["client.organisation_id", "client.id"]
        ),
        UniqueConstraint("id"),
    )

    id: UUID = Field(primary_key=True)
    client_id: UUID
    secret_hash: str = Field(max_length=64)
    scopes: str = Field(max_length=512)
    created_at: datetime = Field(sa_type=Utc)
    expires_at: datetime | None = Field(default=None, sa_type=Utc)
    revoked_at: datetime | None = Field(default=None, sa_type=Utc)
