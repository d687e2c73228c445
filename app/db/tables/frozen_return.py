"""Figures that were frozen, as they were answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc


class FrozenReturn(OrganisationRow, table=True):
    """What was asked and answered, word for word; never edited. `seq` is the last change it saw."""

    __table_args__ = (Index(None, "organisation_id", "created_at"),)

    id: UUID = Field(primary_key=True)
    title: str = Field(max_length=200)
    asked: str = Field(sa_type=Text)
    figures: str = Field(sa_type=Text)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    client_id: UUID
    created_at: datetime = Field(sa_type=Utc)
