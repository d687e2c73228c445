"""What belongs to a session or a note and is stored beside it: its actions, and feedback."""

from collections.abc import Iterator
from operator import attrgetter
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db import history
from app.db.base import columns_of, table_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, STANDING, described, stored
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations import action_history
from app.rules.standing import standing
from app.vocabulary import ActionStatus, RecordType

ACTION = columns_of(Action)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
AS_AGREED = ("description", "owner_id", "due_on", "contingency", "case_id")
AS_IT_STANDS = ("status", "current_due_on", "carried_forward")
BESIDE = Prepared(
    described(must_have_document=False)
    .add_columns(ACTION.status, ACTION.current_due_on, ACTION.carried_forward)
    .outerjoin(
        table_of(Action),
        (ACTION.organisation_id == RECORD.organisation_id) & (ACTION.id == RECORD.id),
    )
    .where(RECORD.parent_id.in_(IDS), STANDING)
)


def beside(
    uow: UnitOfWork, parents: list[Stored], seq: int | None
) -> Iterator[tuple[Stored, Document]]:
    """What belongs to records, each with how it stands, or stood after a change."""
    return _now(uow, parents) if seq is None else _then(uow, parents, seq)


def as_answered(action: Stored, stands: Document) -> Document:
    """An action as it is answered inside what it came from."""
    document = action.document
    return {
        **{name: document[name] for name in AS_AGREED},
        **{name: stands[name] for name in AS_IT_STANDS},
        "id": str(action.id),
        "reference": action.reference,
        "version": action.version,
        "completed_on": document["completed_on"],
    }


def _now(uow: UnitOfWork, parents: list[Stored]) -> Iterator[tuple[Stored, Document]]:
    """As it stands; what belongs to a record of this unit of work needs no query."""
    asked = []
    for parent in parents:
        children = uow.pending.children.get(parent.id)
        if children is None:
            asked.append(parent.id)
        for id in children or ():
            part = uow.pending.records[id]
            yield part, _as_agreed(part.document)
    # Sorted here: asked to sort, SQLite walks all records by their key, which are in order.
    for row in sorted(uow.rows(BESIDE, ids=asked) if asked else (), key=attrgetter("id")):
        part = uow.pending.records.get(row.id) or stored(row)
        yield part, {name: getattr(row, name) for name in AS_IT_STANDS}


def _then(uow: UnitOfWork, parents: list[Stored], seq: int) -> Iterator[tuple[Stored, Document]]:
    """As it stood after a change."""
    parts = history.parts(uow, [parent.id for parent in parents], seq)
    actions = [part for part in parts if part.type is RecordType.ACTION]
    stood = {action.id: standing(action) for action in action_history.known(uow, actions, seq)}
    for part in parts:
        then = stood.get(part.id)
        yield (
            part,
            _as_agreed(part.document)
            if then is None
            else {
                "status": (then.closed_as or ActionStatus.OPEN).value,
                "current_due_on": then.current_due_on,
                "carried_forward": then.carried_forward,
            },
        )


def _as_agreed(document: Document) -> Document:
    """How an action stands before any review."""
    return {
        "status": document.get("status"),
        "current_due_on": document.get("due_on"),
        "carried_forward": 0,
    }
