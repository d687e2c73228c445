"""The shapes that all records share: what is sent, what is answered."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.fields import Instant, Reference, Source
from app.vocabulary import Outcome, RecordType, State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A field that points at another record: `<name>_id`, or `<name>_ref` with `<name>_source`."""

    name: str
    type: RecordType
    many: bool = False


class Incoming(BaseModel):
    """A part of what a caller sends; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    pointers: ClassVar[tuple[Pointer, ...]] = ()


class IncomingRecord(Incoming):
    """A record that a case system owns, as it sends it; absent fields are kept, null clears."""

    source_updated_at: Instant | None = Field(
        default=None, description="When the source changed the record; an older one is ignored."
    )


class NewRecord(IncomingRecord):
    """A record that is sent for the first time, with its sender's own id."""

    source: Source | None = Field(default=None, description="The client's own source unless told.")
    reference: Reference | None = None


def without_key(example: JsonDict) -> JsonDict:
    """The example of a new record as it is put: its reference stands in the path."""
    return {name: value for name, value in example.items() if name != "reference"}


class Envelope(BaseModel):
    """What the service knows of every record."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    source: str | None
    reference: str | None
    source_updated_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
    deleted_at: datetime | None = None
    withheld: list[str] = Field(default=[], description="Fields that this key may not read.")


class FlagNotice(BaseModel):
    """A flag that a request raised or cleared."""

    id: UUID
    rule: str
    severity: str
    state: State
    due_on: date | None
    days_late: int | None
    subject_type: str
    subject_id: UUID
    record_type: str | None
    record_id: UUID | None
    sentence: str


class FlagNotices(BaseModel):
    """What a request did to the flags."""

    raised: list[FlagNotice] = []
    cleared: list[FlagNotice] = []


class Put(BaseModel, Generic[T]):
    """What became of a record that was put by its reference."""

    outcome: Outcome
    record: T
    flags: FlagNotices
