"""The history of a flag as it is answered: each event with its cause, its people and its words."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.flags.causes import Cause, Causes
from app.resources.flags.instants import Made
from app.resources.flags.schemas import FlagEntry
from app.resources.flags.walking import Event
from app.vocabulary import FlagEvent

RECORD = columns_of(Record)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
NAMED = Prepared(owned(Record, RECORD.id, RECORD.type, RECORD.reference).where(RECORD.id.in_(IDS)))


def entries(
    uow: UnitOfWork,
    events: Iterable[Event],
    causes: Causes,
    made: dict[int, Made],
    words: dict[UUID, str],
) -> list[FlagEntry]:
    """Events in the order in which they became known; `words` are those that may be read."""
    told = [(event, causes.of(event)) for event in sorted(events, key=attrgetter("known_at"))]
    known = _named(uow, told, made)
    return [
        FlagEntry(
            what=event.what,
            as_at=event.as_at,
            known_at=event.known_at,
            by=cause.by or event.by,
            due_on=_due_on(event),
            **_caused(cause, known),
            exemption_id=event.exemption_id,
            acknowledgement_id=event.acknowledgement_id,
            **_done(event, made, known, words),
        )
        for event, cause in told
    ]


def _named(
    uow: UnitOfWork, told: list[tuple[Event, Cause]], made: dict[int, Made]
) -> dict[UUID | None, Found]:
    """The records and people that are spoken of, by id."""
    ids = {id for _, cause in told for id in (cause.record_id, cause.reviewed_action_id)}
    ids |= {made[event.seq].on_behalf_of for event, _ in told if event.seq is not None}
    asked = [id for id in ids if id is not None]
    return {row.id: row for row in uow.rows(NAMED, ids=asked)} if asked else {}


def _due_on(event: Event) -> date | None:
    """The day on which it is due by now; of what was cleared, on which it was."""
    stretch = event.after if event.what is FlagEvent.MOVED else event.flag
    return stretch.due_on if stretch else None


def _caused(cause: Cause, known: dict[UUID | None, Found]) -> dict[str, Any]:
    record, action = known.get(cause.record_id), known.get(cause.reviewed_action_id)
    return {
        "record_type": record.type if record else None,
        "record_id": cause.record_id,
        "record_ref": record.reference if record else None,
        "record_verb": cause.verb,
        "reviewed_action_id": cause.reviewed_action_id,
        "reviewed_action_ref": action.reference if action else None,
        "policy_version": cause.policy_version,
        "calendar_version": cause.calendar_version,
    }


def _done(
    event: Event, made: dict[int, Made], known: dict[UUID | None, Found], words: dict[UUID, str]
) -> dict[str, Any]:
    """Who did it, where somebody did, and what they said."""
    by_whom = made[event.seq] if event.seq is not None else None
    behalf = by_whom.on_behalf_of if by_whom else None
    about = event.acknowledgement_id or event.exemption_id
    return {
        "note": words.get(about) if about and by_whom else None,
        "client_id": by_whom.client_id if by_whom else None,
        "on_behalf_of_id": behalf,
        "on_behalf_of_ref": known[behalf].reference if behalf else None,
    }
