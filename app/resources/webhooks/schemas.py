"""The shapes of webhooks."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from app.fields import Line, Reference
from app.resources.events.schemas import place
from app.vocabulary import CallError, EventType, PauseReason
from app.web.paging import PageQuery

EXAMPLE: dict[str, Any] = {
    "url": "https://cases.example/hooks/supervision",
    "types": ["flags", "sessions"],
    "description": "Case system, live",
}


def _place(text: str) -> str:
    return str(place(text))


def _once(types: list[EventType]) -> list[EventType]:
    return sorted(set(types))


Url = Annotated[str, Field(max_length=2000, description="https, on port 443; no user or password.")]
Types = Annotated[
    list[EventType],
    Field(min_length=1, description="The types of events to be told of; null: all."),
    AfterValidator(_once),
]


class WebhookCreate(BaseModel):
    """Whom to call, and what of."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    url: Url
    types: Types | None = None
    description: Line | None = None
    after: Annotated[str, AfterValidator(_place)] | None = Field(
        None,
        description="A place in the feed to begin after; what happens from now on unless told.",
    )


class WebhookChange(BaseModel):
    """What to change of it: what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"paused": True}]})

    url: Url = ""
    types: Types | None = None
    description: Line | None = None
    paused: StrictBool = Field(
        default=False, description="True: call no more. False: go on from where it stood."
    )


class WebhookRead(BaseModel):
    """A receiver of the feed, and how far it has been told."""

    id: UUID
    url: str
    types: list[EventType] | None
    description: str | None
    after: str = Field(description="All up to this place has been delivered, or is not wanted.")
    failures: int = Field(description="Calls in a row that failed.")
    failing_since: datetime | None
    next_at: datetime | None = Field(description="Not called again before this.")
    paused_at: datetime | None
    pause_reason: PauseReason | None = Field(
        description="`asked`: by a client. `failing`: for three days. `gone`: it answered 410."
    )
    former_secret_until: datetime | None = Field(
        description="Until then the secret before the last rotation signs too."
    )
    client_id: UUID
    created_at: datetime
    updated_at: datetime
    version: int


class WebhookWritten(WebhookRead):
    """The same with its secret, which is shown here and nowhere else."""

    secret: str | None = Field(description="Null where a retry comes after a further rotation.")


class Webhooks(BaseModel):
    """All webhooks, the oldest first."""

    items: list[WebhookRead]


class CallRead(BaseModel):
    """What came of a call; what the receiver said beyond its status is kept nowhere."""

    status: int | None = Field(description="Null: there was no answer.")
    error: CallError | None = Field(description="Why there was no answer.")
    milliseconds: int


class DeliveryRead(CallRead):
    """One call of the log, which goes back 30 days."""

    id: UUID
    event_id: UUID
    place: str = Field(description="Where the event stands in the feed.")
    attempt: int
    at: datetime
    receipt_at: datetime | None = Field(description="When the receiver said that it is stored.")


class DeliveryQuery(PageQuery):
    """Which page of the log."""

    model_config = ConfigDict(extra="forbid")


class ReceiptPut(BaseModel):
    """That what an event told of is stored."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reference": "F1"}]})

    reference: Reference | None = Field(None, description="What the receiver calls it.")


class ReceiptRead(BaseModel):
    """What a receiver reported, when, and by which client."""

    event_id: UUID
    reference: str | None
    received_at: datetime
    client_id: UUID
