"""Who may do what only one process is to do at a time."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db.base import Utc


class LeaseRow(SQLModel, table=True):
    """A leave that one process holds until an instant, and longer if it asks again before."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=32)
    holder: str = Field(max_length=128)
    until: datetime = Field(sa_type=Utc)
