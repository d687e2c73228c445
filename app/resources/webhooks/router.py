"""The operations on webhooks."""

from typing import Annotated
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.operations.responses import answered, paged
from app.resources.webhooks import again, log, receipts, service
from app.resources.webhooks.again import Call
from app.resources.webhooks.calling import Caller, Outcome
from app.resources.webhooks.schemas import (
    CallRead,
    DeliveryQuery,
    DeliveryRead,
    ReceiptPut,
    ReceiptRead,
    WebhookChange,
    WebhookCreate,
    WebhookRead,
    Webhooks,
    WebhookWritten,
)
from app.web.answers import answer, no_content
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import WebhooksRead, WebhooksWrite
from app.web.idempotency import Retry
from app.web.paging import Page
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["webhooks"])
ONE = "/webhooks/{id}"
CALLS = CapacityLimiter(8)
"""Calls that are asked for wait for each other, and for nobody who uses the database."""


async def _caller(request: Request) -> Caller:
    found: Caller = request.app.state.caller
    return found


Calling = Annotated[Caller, Depends(_caller)]


@router.post("/webhooks", status_code=201, response_model=WebhookWritten, responses=problems(409))
async def record_webhook(
    new: WebhookCreate, write: WebhooksWrite, retry: Retry, calling: Calling
) -> Response:
    """Add a receiver of the feed; the answer shows its secret, which no other answer does."""
    return answered(await write(service.record, new, retry, calling.allow))


@router.get("/webhooks")
async def list_webhooks(read: WebhooksRead) -> Webhooks:
    """List all webhooks, the oldest first."""
    return await read(service.find_all)


@router.get(ONE, response_model=WebhookRead)
async def get_webhook(id: UUID, read: WebhooksRead, if_none_match: IfNoneMatch = None) -> Response:
    """One webhook: how far it has been told, and whether it fails or is paused."""
    return answered(await read(service.find, id), if_none_match)


@router.patch(ONE, response_model=WebhookRead, responses=problems(412))
async def change_webhook(
    id: UUID, patch: WebhookChange, write: WebhooksWrite, if_match: IfMatch, calling: Calling
) -> Response:
    """Merge a patch into a webhook (RFC 7396); `paused` stops it, or lets it go on."""
    return answered(await write(service.change, id, patch, if_match, calling.allow))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_webhook(id: UUID, write: WebhooksWrite, if_match: IfMatch) -> Response:
    """Forget a webhook, with its secret, its log and its receipts."""
    await write(service.remove, id, if_match)
    return no_content()


@router.post(f"{ONE}/rotate", response_model=WebhookWritten)
async def rotate_webhook_secret(id: UUID, write: WebhooksWrite, retry: Retry) -> Response:
    """Give a webhook a new secret, shown in this answer alone; the old one signs for a day more."""
    return answered(await write(service.rotate, id, retry))


@router.post(f"{ONE}/test")
async def test_webhook(id: UUID, read: WebhooksRead, calling: Calling) -> CallRead:
    """Call it now with an event that is in no feed, and tell what came back."""
    return log.call_as(await _called(calling, await read(again.test, id)))


@router.get(f"{ONE}/deliveries", response_model=Page[DeliveryRead])
async def list_deliveries_of_webhook(
    request: Request, id: UUID, query: Annotated[DeliveryQuery, Query()], read: WebhooksRead
) -> Response:
    """List the calls of the last 30 days, the latest first; what was answered is not kept."""
    return paged(request, await read(log.find_all, id, query))


@router.post(f"{ONE}/deliveries/{{delivery_id}}/redeliver", response_model=DeliveryRead)
async def redeliver(  # noqa: PLR0913, PLR0917  # two looks at the data, with a call in between
    id: UUID,
    delivery_id: UUID,
    read: WebhooksRead,
    write: WebhooksWrite,
    retry: Retry,
    calling: Calling,
) -> Response:
    """Call it now with the event of an earlier call; the event's id is the same as ever."""
    replayed = await read(again.replayed, id, retry)
    if replayed:
        return answered(replayed)
    call = await read(again.call_of, id, delivery_id)
    outcome = await _called(calling, call)
    return answered(await write(again.note, id, retry, call, outcome))


@router.put(
    f"{ONE}/receipts/{{event_id}}",
    response_model=ReceiptRead,
    responses={201: {"model": ReceiptRead}},
)
async def put_receipt(id: UUID, event_id: UUID, sent: ReceiptPut, write: WebhooksWrite) -> Response:
    """Report back that what an event told of is stored."""
    receipt, is_first = await write(receipts.put, id, event_id, sent)
    return answer(receipt.model_dump_json().encode(), status=201 if is_first else 200)


@router.get(f"{ONE}/receipts/{{event_id}}")
async def get_receipt(id: UUID, event_id: UUID, read: WebhooksRead) -> ReceiptRead:
    """What the receiver has reported back of an event."""
    return await read(receipts.find, id, event_id)


async def _called(calling: Caller, call: Call) -> Outcome:
    return await to_thread.run_sync(calling.call, call.target, call.event, limiter=CALLS)
