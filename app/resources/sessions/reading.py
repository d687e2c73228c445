"""What is answered with a session and stored beside it: actions, feedback, how far it reviewed."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db import history
from app.db.base import LIVE, columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD
from app.db.tables import ExpectationRow, Record
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.actions.beside import as_answered, beside
from app.resources.records.answers import envelope
from app.resources.records.days import held_on, length
from app.resources.sessions.projection import discussion_id
from app.rules.expectation import id_of
from app.vocabulary import RecordType, ReviewStatus, SessionKind

E = columns_of(ExpectationRow)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
REVIEW_RULE = "previous-actions-reviewed"

REVIEWS = Prepared(
    owned(ExpectationRow, E.id, E.from_on, E.record_id, E.rule, E.trace).where(
        E.record_id.in_(IDS), E.rule == REVIEW_RULE, E.known_until == LIVE
    )
)
DELETED = Prepared(
    owned(Record, RECORD.id).where(RECORD.id.in_(IDS), RECORD.deleted_at.is_not(None))
)
REVIEWS_THEN = Prepared(
    owned(ExpectationRow, E.record_id, E.trace).where(
        E.id.in_(IDS), E.known_from <= bindparam("seq"), E.known_until > bindparam("seq")
    )
)


def parts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[Any, Document]:
    """By session: its actions and feedback, and what follows from it and others."""
    reviews = _reviews(uow, found, seq)
    withdrawn = _withdrawn(uow, found, seq)
    whole: dict[Any, Document] = {
        str(record.id): {
            **_people(record.document),
            "actions": [],
            "feedback": [],
            "derived": _derived(uow, record, reviews.get(record.id)),
            **_marked(record.document, withdrawn),
        }
        for record in found
    }
    for part, stands in beside(uow, found, seq):
        session = whole[part.document["session_id"]]
        if part.type is RecordType.ACTION:
            session["actions"].append(as_answered(part, stands))
        else:
            session["feedback"].append(_feedback(part))
    return {record.id: whole[str(record.id)] for record in found}


def _people(document: Document) -> Document:
    return {
        f"{part}_id": next(iter(document[f"{part}_ids"]), None)
        for part in ("supervisee", "supervisor")
    }


def _marked(document: Document, withdrawn: set[str]) -> Document:
    """A review stays when its action is entered in error, and says so."""
    reviews = document["action_reviews"]
    if reviews is None:
        return {}
    return {
        "action_reviews": [
            {**review, "withdrawn": review["action_id"] in withdrawn} for review in reviews
        ]
    }


def _withdrawn(uow: UnitOfWork, found: list[Stored], seq: int | None) -> set[str]:
    """Which of the reviewed actions were entered in error; those of a new session were not."""
    reviewed = {
        UUID(review["action_id"])
        for record in found
        if record.id not in uow.pending.children
        for review in record.document["action_reviews"] or ()
    }
    if seq is not None:
        actions = history.among(uow, reviewed, seq).values()
        return {str(action.id) for action in actions if action.deleted_at}
    rows = uow.rows(DELETED, ids=list(reviewed)) if reviewed else ()
    return {str(row.id) for row in rows}


def _feedback(record: Stored) -> Document:
    return {**record.document, **envelope(record)}


def _reviews(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[UUID, tuple[int, int]]:
    """By session: how many actions were due a review, and how many had one."""
    if seq is None:
        stretches = _stretches(uow, [record.id for record in found])
    else:
        asked = [id for record in found for id in _owed_by(record)]
        stretches = uow.rows(REVIEWS_THEN, ids=asked, seq=seq) if asked else []
    counts: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for id, trace in stretches:
        step = json.loads(trace)["steps"][0]
        due, made = counts[id]
        counts[id] = due + step["expected"], made + step["reviewed"]
    return counts


def _stretches(uow: UnitOfWork, ids: list[UUID]) -> Sequence[tuple[UUID, str]]:
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


def _owed_by(record: Stored) -> Iterator[UUID]:
    """The ids of the expectations that a session reviews: of each supervisee, and of each case.

    Only what is known now can be found by its record; what was known earlier is found by its id.
    """
    for worker in record.document["supervisee_ids"]:
        yield id_of(REVIEW_RULE, worker, str(record.id))
    for part in record.document["discussions"] or ():
        discussed = discussion_id(record.id, UUID(part["case_id"]))
        yield id_of(REVIEW_RULE, part["case_id"], str(discussed))


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
