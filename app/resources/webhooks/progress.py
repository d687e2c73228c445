"""How far a webhook has been told: leased by one deliverer, moved event by event.

Between two of these transactions the receiver is called; nothing is open meanwhile. Whoever is
killed leaves a lease that ends, and a place before which all has been delivered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.db.unit_of_work import Found, UnitOfWork
from app.db.webhooks import forget_calls
from app.resources.events.schemas import Place
from app.resources.events.service import AFTER, event
from app.resources.webhooks import backoff, log, rows
from app.resources.webhooks.backoff import Draw
from app.resources.webhooks.calling import Target, Told
from app.resources.webhooks.log import Sent
from app.vocabulary import PauseReason

LASTS = timedelta(minutes=1)
"""Longer than a call takes, with the look-up of a name."""
MOST = 100
"""Events that are read at a time."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who tells which webhook."""

    webhook: UUID
    holder: UUID


@dataclass(frozen=True, slots=True)
class Batch:
    """The next events, where they end in the feed, and the version of the webhook they are for."""

    version: int
    target: Target
    events: list[Told]
    end: Place


def take(uow: UnitOfWork, lease: Lease) -> Callable[[], Batch | None]:
    """Lease a webhook, unless it is somebody's, rests or is paused; what it is to be told."""
    row = uow.one(rows.LOCKED, id=lease.webhook)
    if row is None:
        return lambda: None
    forget_calls(uow, lease.webhook, log.kept_from(uow.now))
    if not _is_free(uow, row):
        return lambda: None
    batch = _next(uow, row, lease.holder, rows.place_of(row))
    return lambda: batch


def go_on(uow: UnitOfWork, lease: Lease, told: Batch) -> Callable[[], Batch | None]:
    """All of a batch is delivered, or not wanted: what comes after it."""
    row = uow.one(rows.LOCKED, id=lease.webhook)
    if row is None or row.leased_by != lease.holder:
        return lambda: None
    if row.version != told.version:  # what was not wanted may be wanted now
        rows.move(uow, row, **rows.FREE)
        return lambda: None
    batch = _next(uow, row, lease.holder, told.end)
    return lambda: batch


def note(uow: UnitOfWork, lease: Lease, version: int, sent: Sent, draw: Draw) -> Callable[[], bool]:
    """Log a call and what follows from it; whether the events at hand can be gone on with.

    What somebody changed meanwhile (where to call, what for, whether at all) counts from the next.
    """
    row = uow.one(rows.LOCKED, id=lease.webhook)
    if row is None:
        return lambda: False
    log.add(uow, lease.webhook, sent)
    if row.leased_by != lease.holder:
        return lambda: False
    is_as_it_was = row.version == version
    if sent.outcome.is_delivered:
        held = {"leased_until": uow.now + LASTS} if is_as_it_was else rows.FREE
        rows.move(uow, row, **rows.WELL, **_at(sent.place), **held)
    elif is_as_it_was:
        _failed(uow, row, sent, draw)
    else:
        rows.move(uow, row, **rows.FREE)
    return lambda: is_as_it_was and sent.outcome.is_delivered


def hand_back(uow: UnitOfWork, lease: Lease) -> Callable[[], None]:
    """Let others have it before the lease ends."""
    row = uow.one(rows.LOCKED, id=lease.webhook)
    if row is not None and row.leased_by == lease.holder:
        rows.move(uow, row, **rows.FREE)
    return lambda: None


def _is_free(uow: UnitOfWork, row: Found) -> bool:
    waits = [until for until in (row.leased_until, row.next_at) if until is not None]
    return row.paused_at is None and all(until <= uow.now for until in waits)


def _next(uow: UnitOfWork, row: Found, holder: UUID, place: Place) -> Batch | None:
    found = uow.rows(AFTER, seq=place.seq, position=place.position, most=MOST)
    if not found:
        rows.move(uow, row, **rows.FREE, **_at(place))
        return None
    rows.move(uow, row, leased_by=holder, leased_until=uow.now + LASTS, **_at(place))
    types = rows.types_of(row)
    wanted = [each for each in found if types is None or each.type in types]
    events = [event(uow.client.organisation_id, each) for each in wanted]
    end = Place(found[-1].seq, found[-1].position)
    return Batch(row.version, rows.target_of(uow, row), events, end)


def _failed(uow: UnitOfWork, row: Found, sent: Sent, draw: Draw) -> None:
    """Let it rest; for good if it says so, or if it has failed for three days."""
    failures, since = row.failures + 1, row.failing_since or uow.now
    asked = sent.outcome.retry_after
    failed = {
        **rows.FREE,
        "failures": failures,
        "failing_since": since,
        "next_at": uow.now + backoff.wait(failures, asked, draw),
    }
    if sent.outcome.is_gone:
        rows.pause(uow, row, PauseReason.GONE, **failed)
    elif uow.now - since >= backoff.PATIENCE:
        rows.pause(uow, row, PauseReason.FAILING, **failed)
    else:
        rows.move(uow, row, **failed)


def _at(place: Place) -> dict[str, int]:
    return {"after_seq": place.seq, "after_position": place.position}
