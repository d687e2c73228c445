"""Which webhooks of all organisations have something to be told now; old calls are forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select, tuple_

from app.db.base import columns_of, table_of
from app.db.clients import as_caller
from app.db.prepared import Prepared
from app.db.tables import Change, Organisation, Webhook, WebhookDelivery
from app.db.unit_of_work import Client, UnitOfWork

CHANGE = columns_of(Change)
DELIVERY = columns_of(WebhookDelivery)
ORGANISATION = columns_of(Organisation)
WEBHOOK = columns_of(Webhook)
IS_BEHIND = exists().where(
    CHANGE.organisation_id == WEBHOOK.organisation_id,
    tuple_(CHANGE.seq, CHANGE.position) > tuple_(WEBHOOK.after_seq, WEBHOOK.after_position),
)
FORGET = Prepared(
    delete(WebhookDelivery).where(
        DELIVERY.organisation_id == bindparam("in_organisation"),
        DELIVERY.webhook_id == bindparam("webhook_id"),
        DELIVERY.at < bindparam("log_from"),
    )
)


def due(connection: Connection, now: datetime, log_from: datetime) -> list[tuple[Client, UUID]]:
    """Those that may be called and are behind, and those whose log goes back too far."""
    is_free = and_(
        WEBHOOK.paused_at.is_(None),
        or_(WEBHOOK.leased_until.is_(None), WEBHOOK.leased_until <= now),
        or_(WEBHOOK.next_at.is_(None), WEBHOOK.next_at <= now),
    )
    has_old = exists().where(
        DELIVERY.organisation_id == WEBHOOK.organisation_id,
        DELIVERY.webhook_id == WEBHOOK.id,
        DELIVERY.at < log_from,
    )
    found: Any = connection.execute(
        select(WEBHOOK.id.label("webhook_id"), *ORGANISATION)
        .join(table_of(Organisation), ORGANISATION.id == WEBHOOK.organisation_id)
        .where(or_(and_(is_free, IS_BEHIND), has_old))
        .order_by(WEBHOOK.id)
    )
    return [(as_caller(row), row.webhook_id) for row in found]


def forget_calls(uow: UnitOfWork, webhook: UUID, log_from: datetime) -> None:
    """Remove the calls of a webhook that were made before an instant."""
    uow.run(FORGET, webhook_id=webhook, log_from=log_from)
