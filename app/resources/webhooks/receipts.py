"""Receipts: the receiver reports back that it has stored what it was told of."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import WebhookReceipt
from app.db.unit_of_work import UnitOfWork, alteration, owned
from app.errors import NotFound
from app.resources.webhooks import log, rows
from app.resources.webhooks.schemas import ReceiptPut, ReceiptRead

RECEIPT = columns_of(WebhookReceipt)
ONE = Prepared(
    owned(WebhookReceipt).where(
        RECEIPT.webhook_id == bindparam("webhook_id"), RECEIPT.event_id == bindparam("event_id")
    )
)
RENEW = Prepared(
    alteration(WebhookReceipt, "webhook_id", "event_id").values(
        {name: bindparam(f"new_{name}") for name in ("reference", "received_at", "client_id")}
    )
)


def put(
    uow: UnitOfWork, webhook: UUID, event: UUID, sent: ReceiptPut
) -> Callable[[], tuple[ReceiptRead, bool]]:
    """Keep a receipt, and whether it is the first; it is on no line, else it would be told, too."""
    rows.lock(uow, webhook)
    if uow.only(log.ATTEMPTS, webhook_id=webhook, event_id=event).last is None:
        raise NotFound("This webhook was told of no such event in the last 30 days.")
    keys = {"webhook_id": webhook, "event_id": event}
    row = {"reference": sent.reference, "received_at": uow.now, "client_id": uow.client.id}
    is_first = uow.one(ONE, **keys) is None
    if is_first:
        uow.insert(WebhookReceipt, [{**keys, **row}])
    else:
        uow.run(
            RENEW,
            **{f"by_{name}": value for name, value in keys.items()},
            **{f"new_{name}": value for name, value in row.items()},
        )
    return lambda: (find(uow, webhook, event), is_first)


def find(uow: UnitOfWork, webhook: UUID, event: UUID) -> ReceiptRead:
    """The receipt of an event."""
    rows.find(uow, webhook)
    row = uow.one(ONE, webhook_id=webhook, event_id=event)
    if row is None:
        raise NotFound("There is no receipt of this event.")
    return ReceiptRead.model_validate(row, from_attributes=True)
