"""What an organisation writes itself in editions: templates, prompts, mappings, columns."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from app.db.base import OrganisationRow, Utc, one_of
from app.vocabulary import EditionType


class Edition(OrganisationRow, table=True):
    """One edition of a template, a prompt or the like; never edited, the next one follows it."""

    __table_args__ = (one_of("type", EditionType),)

    type: str = Field(primary_key=True, max_length=16)
    code: str = Field(primary_key=True, max_length=100)
    version: int = Field(primary_key=True)
    document: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Utc)
