"""Webhooks: added, read, changed, given a new secret, removed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.db.base import columns_of, new_id
from app.db.pending import Noted
from app.db.prepared import Prepared
from app.db.tables import Change, Webhook, WebhookDelivery, WebhookReceipt
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import Conflict, Fault, Invalid
from app.resources.events.schemas import Place, place
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.resources.webhooks import rows
from app.resources.webhooks.addresses import Allowed
from app.resources.webhooks.schemas import (
    WebhookChange,
    WebhookCreate,
    WebhookRead,
    Webhooks,
    WebhookWritten,
)
from app.resources.webhooks.signing import new_secret
from app.resources.webhooks.urls import faults_in
from app.vocabulary import PauseReason, Verb
from app.web.conditional import Expected, etag_of
from app.web.idempotency import Claim

MOST = 50
"""Webhooks of an organisation: each is called for every event."""
FORMER_SIGNS = timedelta(hours=24)
CHANGE = columns_of(Change)
LAST = Prepared(
    owned(Change, CHANGE.seq, CHANGE.position)
    .order_by(CHANGE.seq.desc(), CHANGE.position.desc())
    .limit(1)
)


def record(
    uow: UnitOfWork, new: WebhookCreate, claim: Claim | None, allow: Allowed
) -> Callable[[], Answer]:
    """Add a webhook; its own creation is the first event that it is told, if it wants such."""
    replayed = _replayed(uow, claim, 201)
    if replayed:
        return replayed
    _check(new.url, allow)
    if len(uow.rows(rows.ALL)) >= MOST:
        raise Conflict(f"There are {MOST} webhooks, which is the most.")
    id = new_id()
    uow.insert(Webhook, [_row(uow, id, new)])
    uow.pending.changes.append(Noted(rows.TYPE, id, Verb.CREATED, 1))
    return lambda: _written(uow, id, claim, 201)


def rotate(uow: UnitOfWork, id: UUID, claim: Claim | None) -> Callable[[], Answer]:
    """Give it a new secret; the one before signs beside it for a day."""
    replayed = _replayed(uow, claim, 200)
    if replayed:
        return replayed
    row = rows.lock(uow, id)
    rows.note(
        uow,
        row,
        Verb.UPDATED,
        secret=new_secret(),
        secret_version=row.version + 1,
        former_secret=row.secret,
        former_until=uow.now + FORMER_SIGNS,
    )
    return lambda: _written(uow, id, claim, 200)


def find_all(uow: UnitOfWork) -> Webhooks:
    """All of them, the oldest first."""
    return Webhooks(items=[WebhookRead(**_said(row)) for row in uow.rows(rows.ALL)])


def find(uow: UnitOfWork, id: UUID) -> Answer:
    """One webhook, without its secret."""
    return _answer(rows.find(uow, id))


def change(
    uow: UnitOfWork, id: UUID, patch: WebhookChange, if_match: Expected, allow: Allowed
) -> Callable[[], Answer]:
    """Change what was sent; what a call under way is about is noted where it was begun."""
    row = rows.lock(uow, id)
    if_match.check(row.version)
    sent = patch.model_dump(exclude_unset=True, mode="json")
    if "url" in sent:
        _check(patch.url, allow)
    if "types" in sent:
        sent["types"] = " ".join(sent["types"]) if sent["types"] else None
    pausing = sent.pop("paused", row.paused_at is not None)
    changed = {name: value for name, value in sent.items() if value != getattr(row, name)}
    if "url" in changed:
        changed |= rows.WELL  # what failed was another receiver
    _store(uow, row, changed, pausing=pausing)
    return lambda: _answer(rows.find(uow, id))


def remove(uow: UnitOfWork, id: UUID, if_match: Expected) -> Callable[[], None]:
    """Forget it, with its secret, its log and its receipts."""
    row = rows.lock(uow, id)
    if_match.check(row.version)
    for table in (WebhookDelivery, WebhookReceipt):
        uow.remove(table, "webhook_id", id)
    uow.remove(Webhook, "id", id)
    uow.pending.changes.append(Noted(rows.TYPE, id, Verb.DELETED, row.version))
    return lambda: None


def _store(uow: UnitOfWork, row: Found, changed: dict[str, Any], *, pausing: bool) -> None:
    was_paused = row.paused_at is not None
    if pausing and not was_paused:
        rows.pause(uow, row, PauseReason.ASKED, **changed)
    elif was_paused and not pausing:
        fresh = {"paused_at": None, "pause_reason": None, **rows.WELL}
        rows.note(uow, row, Verb.RESUMED, **fresh, **changed)
    elif changed:
        rows.note(uow, row, Verb.UPDATED, **changed)


def _check(url: str, allow: Allowed) -> None:
    faults = faults_in(url, allow)
    if faults:
        raise Invalid("This URL cannot be called.", faults=faults)


def _row(uow: UnitOfWork, id: UUID, new: WebhookCreate) -> dict[str, Any]:
    begins = _beginning(uow, new.after)
    nothing = dict.fromkeys(column.key for column in rows.WEBHOOK if column.nullable)
    return {
        **nothing,
        **rows.WELL,
        "id": id,
        "version": 1,
        "url": new.url,
        "description": new.description,
        "types": " ".join(new.types) if new.types else None,
        "secret": new_secret(),
        "secret_version": 1,
        "after_seq": begins.seq,
        "after_position": begins.position,
        "client_id": uow.client.id,
        "created_at": uow.now,
        "updated_at": uow.now,
    }


def _beginning(uow: UnitOfWork, after: str | None) -> Place:
    """Where the feed is to be told from: here, unless told; a place to come is none."""
    last = uow.one(LAST)
    here = Place(last.seq, last.position) if last else Place(0, 0)
    told = place(after) if after else here
    if told > here:
        fault = Fault("place-to-come", "The feed has not come so far.", pointer="/after")
        raise Invalid("This place is none of the feed yet.", faults=(fault,))
    return told


def _replayed(uow: UnitOfWork, claim: Claim | None, status: int) -> Callable[[], Answer] | None:
    """The answer of a request that was sent before under the same key."""
    kept = retries.claimed(uow, claim) if claim else None
    if kept is None:
        return None
    row = rows.find(uow, UUID(kept["id"]))
    secret = row.secret if row.secret_version == kept["secret_version"] else None
    return lambda: _shown(row, secret, status, retries.REPLAYED)


def _written(uow: UnitOfWork, id: UUID, claim: Claim | None, status: int) -> Answer:
    row = rows.find(uow, id)
    if claim:
        retries.keep(uow, claim, {"id": str(id), "secret_version": row.secret_version})
    return _shown(row, row.secret, status, {})


def _shown(row: Found, secret: str | None, status: int, headers: dict[str, str]) -> Answer:
    body = WebhookWritten(**_said(row), secret=secret).model_dump_json().encode()
    where = {"Location": f"/v1/webhooks/{row.id}"} if status == 201 else {}  # noqa: PLR2004  # created
    return Answer(body, status, {**where, **headers})


def _answer(row: Found) -> Answer:
    body = WebhookRead(**_said(row)).model_dump_json().encode()
    return Answer(body, 200, {"ETag": etag_of(row.version, body)})


def _said(row: Found) -> dict[str, Any]:
    same = set(WebhookRead.model_fields) - {"types", "after", "former_secret_until"}
    return {
        **{name: getattr(row, name) for name in same},
        "types": rows.types_of(row),
        "after": str(rows.place_of(row)),
        "former_secret_until": row.former_until,
    }
