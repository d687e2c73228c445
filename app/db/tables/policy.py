"""Versions of an organisation's policy and calendar; what they say is kept word for word."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc


class PolicyVersion(OrganisationRow, table=True):
    """Timescales and switches from a day on; `document` is the whole policy as JSON."""

    version: int = Field(primary_key=True)
    effective_on: date
    applies_from: date
    document: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)


class CalendarVersion(OrganisationRow, table=True):
    """Non-working days from a day on; `document` holds the dates themselves as JSON."""

    version: int = Field(primary_key=True)
    applies_from: date
    document: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
