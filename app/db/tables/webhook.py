"""Webhooks: who is told of the feed, how far they have been, every call, and what they stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, one_of
from app.vocabulary import CallError, PauseReason


def to_webhook() -> ForeignKeyConstraint:
    """A pointer at a webhook of the same organisation."""
    return ForeignKeyConstraint(
        ["organisation_id", "webhook_id"], ["webhook.organisation_id", "webhook.id"]
    )


class Webhook(OrganisationRow, table=True):
    """A receiver, and the place in the feed up to which all has been delivered to it.

    `types` is a list of words parted by blanks; null: all. Secrets are kept as they are, for they
    sign; `secret_version` is the version in which the present one was made, and the former one
    signs too until `former_until`. Whoever delivers holds the row until `leased_until`.
    """

    __table_args__ = (one_of("pause_reason", PauseReason),)

    id: UUID = Field(primary_key=True)
    version: int
    url: str = Field(max_length=2000)
    description: str | None = Field(default=None, max_length=200)
    types: str | None = Field(default=None, max_length=500)
    secret: str = Field(max_length=100)
    secret_version: int
    former_secret: str | None = Field(default=None, max_length=100)
    former_until: datetime | None = Field(default=None, sa_type=Utc)
    after_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    after_position: int
    failures: int
    failing_since: datetime | None = Field(default=None, sa_type=Utc)
    next_at: datetime | None = Field(default=None, sa_type=Utc)
    paused_at: datetime | None = Field(default=None, sa_type=Utc)
    pause_reason: str | None = Field(default=None, max_length=16)
    leased_by: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    client_id: UUID
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)


class WebhookDelivery(OrganisationRow, table=True):
    """One call and what came of it: a status, or why there was none; never what was answered."""

    __table_args__ = (
        to_webhook(),
        one_of("error", CallError),
        Index(None, "organisation_id", "webhook_id", "event_id"),
        Index(None, "organisation_id", "webhook_id", "at"),
    )

    webhook_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    event_id: UUID
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    position: int
    attempt: int
    at: datetime = Field(sa_type=Utc)
    status: int | None = None
    error: str | None = Field(default=None, max_length=32)
    milliseconds: int


class WebhookReceipt(OrganisationRow, table=True):
    """That a receiver has stored what an event told it of, and by what name it knows that."""

    __table_args__ = (to_webhook(),)

    webhook_id: UUID = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    reference: str | None = Field(default=None, max_length=128)
    received_at: datetime = Field(sa_type=Utc)
    client_id: UUID
