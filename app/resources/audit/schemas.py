"""The shapes of audit."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.fields import Instant
from app.vocabulary import Scope, Verb
from app.web.paging import PageQuery


class AuditQuery(PageQuery):
    """What the line of changes and the read log can be narrowed to."""

    model_config = ConfigDict(extra="forbid")

    record: UUID | None = None
    client: UUID | None = None
    on_behalf_of: UUID | None = Field(default=None, description="A worker for whom a client acted.")
    at_from: Instant | None = None
    at_to: Instant | None = None


class ChangeRead(BaseModel):
    """One change of the line, by its number and its position within it; no content."""

    seq: int
    position: int
    at: datetime
    client_id: UUID
    client_source: str | None = Field(description="Null: the service itself.")
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None
    type: str
    subject_id: UUID
    version: int | None
    verb: Verb
    day: date | None = Field(description="Where nobody did it but a day came: that day.")
    digest: str = Field(description="SHA-256 of the content, salted; the content is not here.")
    previous: str = Field(description="The hash of the change before.")
    hash: str


class ReadingRead(BaseModel):
    """That a version of a record was shown with what a scope protects."""

    id: UUID
    at: datetime
    client_id: UUID
    client_source: str
    key_id: UUID
    on_behalf_of_id: UUID | None
    on_behalf_of_ref: str | None
    type: str
    record_id: UUID
    record_ref: str | None
    version: int
    scope: Scope
