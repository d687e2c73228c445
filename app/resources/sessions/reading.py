"""What is answered with a session and stored beside it: actions, feedback, how far it reviewed."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db import history
from app.db.base import LIVE, columns_of, table_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, STANDING, described, stored
from app.db.tables import Action, ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations import action_history
from app.resources.records.answers import envelope
from app.resources.records.days import held_on, length
from app.rules.standing import standing
from app.vocabulary import ActionStatus, RecordType, ReviewStatus, SessionKind

ACTION = columns_of(Action)
E = columns_of(ExpectationRow)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
REVIEW_RULE = "previous-actions-reviewed"
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
    .order_by(RECORD.id)
)
REVIEWS = Prepared(
    owned(ExpectationRow, E.id, E.from_on, E.record_id, E.rule, E.trace).where(
        E.record_id.in_(IDS), E.rule == REVIEW_RULE, E.known_until == LIVE
    )
)
REVIEWS_THEN = Prepared(
    owned(ExpectationRow, E.record_id, E.trace).where(
        E.record_id.in_(IDS),
        E.rule == REVIEW_RULE,
        E.known_from <= bindparam("seq"),
        E.known_until > bindparam("seq"),
    )
)


def parts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[Any, Document]:
    """By session: its actions and feedback, and what follows from it and others."""
    reviews = _reviews(uow, [record.id for record in found], seq)
    whole: dict[Any, Document] = {
        str(record.id): {
            **_people(record.document),
            "actions": [],
            "feedback": [],
            "derived": _derived(uow, record, reviews.get(record.id)),
        }
        for record in found
    }
    beside = _beside(uow, found) if seq is None else _then(uow, found, seq)
    for part, now in beside:
        session = whole[part.document["session_id"]]
        if part.type is RecordType.ACTION:
            session["actions"].append(_action(part, now))
        else:
            session["feedback"].append(_feedback(part))
    return {record.id: whole[str(record.id)] for record in found}


def _beside(uow: UnitOfWork, found: list[Stored]) -> Iterator[tuple[Stored, Document]]:
    """The actions and feedback of sessions, each with how it stands; new ones need no query."""
    asked = []
    for record in found:
        children = uow.pending.children.get(record.id)
        if children is None:
            asked.append(record.id)
        for id in children or ():
            part = uow.pending.records[id]
            yield part, _as_agreed(part.document)
    for row in uow.rows(BESIDE, ids=asked) if asked else ():
        part = uow.pending.records.get(row.id) or stored(row)
        yield part, {name: getattr(row, name) for name in AS_IT_STANDS}


def _then(uow: UnitOfWork, found: list[Stored], seq: int) -> Iterator[tuple[Stored, Document]]:
    """The actions and feedback of sessions as they stood after a change."""
    beside = history.parts(uow, [record.id for record in found], seq)
    actions = [part for part in beside if part.type is RecordType.ACTION]
    known = {action.id: standing(action) for action in action_history.known(uow, actions, seq)}
    for part in beside:
        now = known.get(part.id)
        yield (
            part,
            _as_agreed(part.document)
            if now is None
            else {
                "status": (now.closed_as or ActionStatus.OPEN).value,
                "current_due_on": now.current_due_on,
                "carried_forward": now.carried_forward,
            },
        )


def _as_agreed(document: Document) -> Document:
    """How an action stands before any review."""
    return {
        "status": document.get("status"),
        "current_due_on": document.get("due_on"),
        "carried_forward": 0,
    }


def _people(document: Document) -> Document:
    return {
        f"{part}_id": next(iter(document[f"{part}_ids"]), None)
        for part in ("supervisee", "supervisor")
    }


def _action(record: Stored, now: Document) -> Document:
    document = record.document
    return {
        **{name: document[name] for name in AS_AGREED},
        **{name: now[name] for name in AS_IT_STANDS},
        "id": str(record.id),
        "reference": record.reference,
        "version": record.version,
        "completed_on": document["completed_on"],
    }


def _feedback(record: Stored) -> Document:
    return {**record.document, **envelope(record)}


def _reviews(uow: UnitOfWork, ids: list[UUID], seq: int | None) -> dict[UUID, tuple[int, int]]:
    """By session: how many actions were due a review, and how many had one."""
    stretches = _stretches(uow, ids) if seq is None else uow.rows(REVIEWS_THEN, ids=ids, seq=seq)
    counts: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for id, trace in stretches:
        step = json.loads(trace)["steps"][0]
        due, made = counts[id]
        counts[id] = due + step["expected"], made + step["reviewed"]
    return counts


def _stretches(uow: UnitOfWork, ids: list[UUID]) -> list[tuple[UUID, str]]:
    """The stretches of the rule as they will be once this unit of work is numbered."""
    closed = {(key["by_id"], key["by_from_on"]) for key in uow.pending.closed}
    before = [id for id in ids if id not in uow.pending.children]
    stretches = [
        (row.record_id, row.trace)
        for row in (uow.rows(REVIEWS, ids=before) if before else ())
        if (row.id, row.from_on) not in closed
    ]
    return stretches + [
        (row["record_id"], row["trace"])
        for row in uow.pending.opened
        if row["rule"] == REVIEW_RULE and row["record_id"] in ids
    ]


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
