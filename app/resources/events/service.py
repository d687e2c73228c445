"""The feed: the line of changes, as others may follow it."""

from typing import Any
from uuid import UUID, uuid5

from pydantic_core import to_json
from sqlalchemy import bindparam, tuple_

from app.db import line
from app.db.base import columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Change, Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import Conflict
from app.resources.events.schemas import EventQuery, Place, place

CHANGE = columns_of(Change)
RECORD = columns_of(Record)
AFTER = Prepared(
    owned(
        Change,
        CHANGE.seq,
        CHANGE.position,
        CHANGE.at,
        CHANGE.type,
        CHANGE.verb,
        CHANGE.subject_id,
        CHANGE.version,
        CHANGE.day,
        RECORD.source,
        RECORD.reference,
    )
    .join(
        table_of(Record),
        (RECORD.organisation_id == CHANGE.organisation_id) & (RECORD.id == CHANGE.subject_id),
        isouter=True,
    )
    .where(
        tuple_(CHANGE.seq, CHANGE.position) > tuple_(bindparam("seq"), bindparam("position")),
    )
    .order_by(CHANGE.seq, CHANGE.position)
    .limit(bindparam("most"))
)
PLACES = {
    "policies": "/v1/policies/{version}",
    "calendar": "/v1/calendar",
    "templates": "/v1/templates",
    "prompts": "/v1/prompts",
    "mappings": "/v1/mappings",
    "columns": "/v1/mappings/columns",
}
"""Where to read what is not found by its id."""


def find_after(uow: UnitOfWork, query: EventQuery) -> tuple[bytes, bool]:
    """The next events as they are answered, and whether there are any.

    Numbers have the order of commits, without gaps: what can be read has all that comes before it.
    """
    last = place(query.after)
    rows = uow.rows(AFTER, seq=last.seq, position=last.position, most=query.limit)
    if not rows:
        _check_reached(uow, last)
    events = [event(uow.client.organisation_id, row) for row in rows]
    after = str(Place(rows[-1].seq, rows[-1].position)) if rows else query.after
    return to_json({"items": events, "next_after": after}), bool(rows)


def _check_reached(uow: UnitOfWork, last: Place) -> None:
    """Refuse a place to come: whoever read it knows of events that the database has lost."""
    if uow.is_copy:
        line.check_reached(uow, last.seq)
    if last.seq > line.last_seq(uow):
        raise Conflict(
            "The feed has not come so far. If the database was restored, read all that it holds "
            "anew, and the feed from its beginning."
        )


def event(organisation: UUID, row: Found) -> dict[str, Any]:
    """One event: its id is made of its place, so it is the same however often it is told."""
    stands = str(Place(row.seq, row.position))
    return {
        "id": uuid5(organisation, stands),
        "place": stands,
        "at": row.at,
        "type": row.type,
        "verb": row.verb,
        "subject_id": row.subject_id,
        "source": row.source,
        "reference": row.reference,
        "version": row.version,
        "day": row.day,
        "href": _href(row),
    }


def _href(row: Found) -> str:
    if row.type in PLACES:
        return PLACES[row.type].format(version=row.version)
    return f"/v1/{row.type}/{row.subject_id}"
