"""The shapes of the feed."""

import re
from datetime import date, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.vocabulary import Verb

MOST, USUAL = 5000, 500
LONGEST_WAIT = 30
_PLACE = re.compile(r"(0|[1-9]\d{0,17})-(0|[1-9]\d{0,8})")


class Place(NamedTuple):
    """Where an event stands: the number of its change, and its position within that."""

    seq: int
    position: int

    def __str__(self) -> str:
        """As callers keep it."""
        return f"{self.seq}-{self.position}"


def place(text: str) -> Place:
    """The place in a text that a caller kept; ValueError where it is none."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError("Send the next_after of an answer unchanged, or 0-0 for the beginning.")
    return Place(*map(int, found.groups()))


def _checked(text: str) -> str:
    return str(place(text))


class EventQuery(BaseModel):
    """Where to go on in the feed, and how long to wait for something to come."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str, AfterValidator(_checked)] = Field(
        "0-0", description="`next_after` of the answer before; from the beginning unless told."
    )
    limit: int = Field(USUAL, ge=1, le=MOST, description="Events per answer.")
    wait: int = Field(
        0,
        ge=0,
        le=LONGEST_WAIT,
        description="Seconds for which an answer without events waits for one to come.",
    )


class Event(BaseModel):
    """That something changed, and where to look; not what it says now."""

    id: UUID = Field(description="The same whenever and however this event is told.")
    place: str = Field(description="Where it stands in the feed.")
    at: datetime
    type: str = Field(description="What changed: a type of record, `flags`, `policies`, …")
    verb: Verb
    subject_id: UUID = Field(description="Our id of what changed.")
    source: str | None = Field(description="Of a record: the system that it comes from.")
    reference: str | None = Field(description="Of a record: that system's own id.")
    version: int | None = Field(description="The version that the change made, if there are any.")
    day: date | None = Field(description="Where nobody did it but a day came: that day.")
    href: str = Field(description="Where to read it.")


class Events(BaseModel):
    """The next events, in the order in which they happened."""

    items: list[Event]
    next_after: str = Field(description="Send it as `after`; also where nothing came.")
