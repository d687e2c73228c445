"""The rows of webhooks: found, locked, moved; every change of one goes through here."""

from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Noted
from app.db.prepared import Prepared
from app.db.tables import Webhook
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned
from app.errors import NotFound
from app.resources.events.schemas import Place
from app.resources.webhooks.calling import Target
from app.vocabulary import EventType, PauseReason, Verb

WEBHOOK = columns_of(Webhook)
FIXED = {"organisation_id", "id", "client_id", "created_at"}
MOVING = tuple(column.key for column in WEBHOOK if column.key not in FIXED)
ALL = Prepared(owned(Webhook).order_by(WEBHOOK.created_at, WEBHOOK.id))
ONE = Prepared(owned(Webhook).where(WEBHOOK.id == bindparam("id")))
LOCKED = Prepared(owned(Webhook).where(WEBHOOK.id == bindparam("id")).with_for_update())
MOVE = Prepared(
    alteration(Webhook, "id").values({name: bindparam(f"new_{name}") for name in MOVING})
)
TYPE = EventType.WEBHOOK.value
FREE = {"leased_by": None, "leased_until": None}
WELL = {"failures": 0, "failing_since": None, "next_at": None}


def find(uow: UnitOfWork, id: UUID) -> Found:
    """One webhook; raises `NotFound`."""
    return _there(uow.one(ONE, id=id))


def lock(uow: UnitOfWork, id: UUID) -> Found:
    """The same, for whoever goes on to change it; raises `NotFound`."""
    return _there(uow.one(LOCKED, id=id))


def move(uow: UnitOfWork, row: Found, **changed: object) -> None:
    """Store what has changed of a row that is locked."""
    values = {f"new_{name}": changed.get(name, getattr(row, name)) for name in MOVING}
    uow.run(MOVE, by_id=row.id, **values)


def note(uow: UnitOfWork, row: Found, verb: Verb, **changed: object) -> None:
    """Store the next version, and put it on the line of changes."""
    version = row.version + 1
    move(uow, row, **{"version": version, "updated_at": uow.now, **changed})
    uow.pending.changes.append(Noted(TYPE, row.id, verb, version))


def pause(uow: UnitOfWork, row: Found, reason: PauseReason, **changed: object) -> None:
    """Let nobody call it any more."""
    paused = {"paused_at": uow.now, "pause_reason": reason.value}
    note(uow, row, Verb.PAUSED, **{**paused, **changed})


def place_of(row: Found) -> Place:
    """Up to where all has been delivered."""
    return Place(row.after_seq, row.after_position)


def types_of(row: Found) -> list[EventType] | None:
    """What it is told of; None: everything."""
    return [EventType(word) for word in row.types.split()] if row.types else None


def target_of(uow: UnitOfWork, row: Found) -> Target:
    """Where to call, and with which signatures: for a day after a rotation, also the former one."""
    still_signs = row.former_until is not None and uow.now < row.former_until
    return Target(row.url, (row.secret, row.former_secret) if still_signs else (row.secret,))


def _there(row: Found | None) -> Found:
    if row is None:
        raise NotFound("There is no such webhook.")
    return row
