"""What is answered with a session and stored beside it: actions, feedback, how far it reviewed."""

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db import records
from app.db.base import LIVE
from app.db.pending import Document, Stored
from app.db.tables import Action, ExpectationRow, Feedback
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.records.days import held_on, length
from app.vocabulary import ReviewStatus, SessionKind

ACTION = Action.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
GIVEN = Feedback.__table__.c  # type: ignore[attr-defined]
E = ExpectationRow.__table__.c  # type: ignore[attr-defined]
IDS = bindparam("ids", expanding=True)
REVIEW_RULE = "previous-actions-reviewed"

AGREED = owned(
    Action,
    ACTION.id,
    ACTION.session_id,
    ACTION.status,
    ACTION.settled_on,
    ACTION.current_due_on,
    ACTION.carried_forward,
).where(ACTION.session_id.in_(IDS))
FED_BACK = owned(Feedback, GIVEN.id, GIVEN.session_id).where(GIVEN.session_id.in_(IDS))
REVIEWS = owned(ExpectationRow, E.id, E.from_on, E.record_id, E.rule, E.trace).where(
    E.record_id.in_(IDS), E.rule == REVIEW_RULE, E.known_until == LIVE
)


def parts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[Any, Document]:
    """By session: its actions and feedback, and what follows from it and others."""
    ids = [record.id for record in found]
    agreed = uow.rows(AGREED, ids=ids)
    given = uow.rows(FED_BACK, ids=ids)
    beside = records.among(uow, [row.id for row in (*agreed, *given)], seq)
    reviews = _reviews(uow, ids)
    whole: dict[Any, Document] = {
        record.id: {
            **_people(record.document),
            "actions": [],
            "feedback": [],
            "derived": _derived(uow, record, reviews.get(record.id)),
        }
        for record in found
    }
    for row in sorted(agreed, key=lambda row: row.id):
        if row.id in beside:
            whole[row.session_id]["actions"].append(_action(beside[row.id], row))
    for row in sorted(given, key=lambda row: row.id):
        if row.id in beside:
            whole[row.session_id]["feedback"].append(_feedback(beside[row.id]))
    return whole


def _people(document: Document) -> Document:
    return {
        f"{part}_id": next(iter(document[f"{part}_ids"]), None)
        for part in ("supervisee", "supervisor")
    }


def _action(record: Stored, row: Any) -> Document:
    document = record.document
    return {
        **{
            name: document[name]
            for name in ("description", "owner_id", "due_on", "contingency", "case_id")
        },
        "id": str(record.id),
        "reference": record.reference,
        "version": record.version,
        "status": row.status,
        "completed_on": document["completed_on"],
        "current_due_on": row.current_due_on,
        "carried_forward": row.carried_forward,
    }


def _feedback(record: Stored) -> Document:
    return {
        **record.document,
        "id": str(record.id),
        "source": record.source,
        "reference": record.reference,
        "source_updated_at": record.source_updated_at,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "version": record.version,
    }


def _reviews(uow: UnitOfWork, ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """By session: how many actions were due a review, and how many had one."""
    closed = {(key["by_id"], key["by_from_on"]) for key in uow.pending.closed}
    stretches = [
        (row.record_id, row.trace)
        for row in uow.rows(REVIEWS, ids=ids)
        if (row.id, row.from_on) not in closed
    ]
    stretches += [
        (row["record_id"], row["trace"])
        for row in uow.pending.opened
        if row["rule"] == REVIEW_RULE and row["record_id"] in ids
    ]
    counts: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for id, trace in stretches:
        step = json.loads(trace)["steps"][0]
        due, made = counts[id]
        counts[id] = due + step["expected"], made + step["reviewed"]
    return counts


def _derived(uow: UnitOfWork, record: Stored, counts: tuple[int, int] | None) -> Document:
    due, made = counts or (0, 0)
    held = held_on(uow, record.document)
    owes = held and record.document["kind"] in (SessionKind.PERSONAL, SessionKind.JOINT)
    return {
        "held_on": held,
        "minutes": length(record.document),
        "review_status": _status(due, made) if owes or due else None,
        "reviews_due": due,
        "reviews_made": made,
    }


def _status(due: int, made: int) -> ReviewStatus:
    if due == 0:
        return ReviewStatus.NONE_DUE
    if made == due:
        return ReviewStatus.COMPLETE
    return ReviewStatus.PARTIAL if made else ReviewStatus.MISSING
