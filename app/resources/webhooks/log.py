"""The log of calls: what came of each, for thirty days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, literal

from app.db.base import columns_of, new_id, table_of
from app.db.prepared import Prepared
from app.db.tables import WebhookDelivery, WebhookReceipt
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound
from app.resources.events.schemas import Place
from app.resources.records.answers import Answer
from app.resources.webhooks import rows
from app.resources.webhooks.calling import Outcome
from app.resources.webhooks.schemas import CallRead, DeliveryQuery, DeliveryRead
from app.web.paging import Cursors, page_body

KEPT = timedelta(days=30)
DELIVERY = columns_of(WebhookDelivery)
RECEIPT = columns_of(WebhookReceipt)
OF_WEBHOOK = owned(WebhookDelivery, *DELIVERY, RECEIPT.received_at.label("receipt_at")).join(
    table_of(WebhookReceipt),
    (RECEIPT.organisation_id == DELIVERY.organisation_id)
    & (RECEIPT.webhook_id == DELIVERY.webhook_id)
    & (RECEIPT.event_id == DELIVERY.event_id),
    isouter=True,
)
ONE = Prepared(
    OF_WEBHOOK.where(
        DELIVERY.webhook_id == bindparam("webhook_id"),
        DELIVERY.id == bindparam("id"),
        DELIVERY.at >= bindparam("kept_from"),
    )
)
ATTEMPTS = Prepared(
    owned(WebhookDelivery, func.max(DELIVERY.attempt).label("last")).where(
        DELIVERY.webhook_id == bindparam("webhook_id"), DELIVERY.event_id == bindparam("event_id")
    )
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One call that was made: of which event, and what came of it."""

    event_id: UUID
    place: Place
    outcome: Outcome


def add(uow: UnitOfWork, webhook: UUID, sent: Sent) -> UUID:
    """Note a call; its id."""
    last = uow.only(ATTEMPTS, webhook_id=webhook, event_id=sent.event_id).last
    id = new_id()
    row = {
        "webhook_id": webhook,
        "id": id,
        "event_id": sent.event_id,
        "seq": sent.place.seq,
        "position": sent.place.position,
        "attempt": (last or 0) + 1,
        "at": uow.now,
        "status": sent.outcome.status,
        "error": sent.outcome.error and sent.outcome.error.value,
        "milliseconds": sent.outcome.milliseconds,
    }
    uow.insert(WebhookDelivery, [row])
    return id


def kept_from(now: datetime) -> datetime:
    """How far back the log goes."""
    return now - KEPT


def find(uow: UnitOfWork, webhook: UUID, id: UUID) -> Found:
    """One call; raises `NotFound`."""
    row = uow.one(ONE, webhook_id=webhook, id=id, kept_from=kept_from(uow.now))
    if row is None:
        raise NotFound("There is no such delivery.")
    return row


def find_all(uow: UnitOfWork, webhook: UUID, query: DeliveryQuery) -> tuple[Answer, str | None]:
    """A page of the log, the latest first, and the cursor of the next."""
    rows.find(uow, webhook)
    client = uow.client
    cursors = Cursors(
        client.cursor_secret, client.organisation_id, f"deliveries {webhook}", query.filters()
    )
    wanted = OF_WEBHOOK.where(
        DELIVERY.webhook_id == literal(webhook), DELIVERY.at >= literal(kept_from(uow.now))
    )
    after = cursors.read(query.cursor)
    if after:
        wanted = wanted.where(DELIVERY.id < UUID(after[0]))
    found = uow.rows(wanted.order_by(DELIVERY.id.desc()).limit(query.limit + 1))
    shown = found[: query.limit]
    cursor = cursors.write([str(shown[-1].id)]) if len(found) > query.limit else None
    items = [shown_as(row).model_dump_json().encode() for row in shown]
    return Answer(page_body(items, cursor)), cursor


def shown_as(row: Found) -> DeliveryRead:
    """A call of the log."""
    same: dict[str, Any] = {
        name: getattr(row, name) for name in DeliveryRead.model_fields if name != "place"
    }
    return DeliveryRead(**same, place=str(Place(row.seq, row.position)))


def call_as(outcome: Outcome) -> CallRead:
    """A call that is in no log."""
    return CallRead(status=outcome.status, error=outcome.error, milliseconds=outcome.milliseconds)
