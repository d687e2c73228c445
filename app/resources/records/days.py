"""On which civil days a session's document says that it was planned, held or cancelled."""

from datetime import date, datetime

from app.db.pending import Document
from app.db.unit_of_work import UnitOfWork
from app.vocabulary import SessionStatus


def held_on(uow: UnitOfWork, document: Document) -> date | None:
    """The civil day on which a session was held; None unless it was."""
    if document["status"] != SessionStatus.HELD:
        return None
    return civil(uow, document["held_on"], document["started_at"])


def day_of_session(uow: UnitOfWork, document: Document) -> date:
    """The day on which a session counts: held, else cancelled where it was, else planned."""
    planned = civil(uow, document["planned_on"], document["planned_for"])
    cancelled = None
    if document["status"] != SessionStatus.PLANNED:
        cancelled = day(document["cancelled_on"])
    known = held_on(uow, document) or cancelled or planned
    assert known is not None, "the document's own check saw to it"  # noqa: S101
    return known


def length(document: Document) -> int | None:
    """Whole minutes between the instants, else as sent."""
    started_at, ended_at = instant(document["started_at"]), instant(document["ended_at"])
    if started_at and ended_at:
        return int((ended_at - started_at).total_seconds() // 60)
    minutes: int | None = document["minutes"]
    return minutes


def day(text: str | None) -> date | None:
    """A day from a document."""
    return date.fromisoformat(text) if text else None


def instant(text: str | None) -> datetime | None:
    """An instant from a document."""
    return datetime.fromisoformat(text) if text else None


def civil(uow: UnitOfWork, sent_day: str | None, sent_instant: str | None) -> date | None:
    """A day as sent, else the day of an instant as sent."""
    if sent_day:
        return date.fromisoformat(sent_day)
    return uow.day_of(datetime.fromisoformat(sent_instant)) if sent_instant else None
