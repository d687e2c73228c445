"""What a session may not say of actions, templates and identity."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Fault, Invalid
from app.resources.prompts.service import aspects
from app.resources.records.days import held_on
from app.resources.sessions import following
from app.resources.sessions.document import IdentityPart, ReviewPart, SessionDocument
from app.vocabulary import IdentityAspect, RecordType

ACTION = columns_of(Action)
AGREED = Prepared(
    owned(
        Action, ACTION.id, ACTION.agreed_on, ACTION.session_id, ACTION.supervisee_id, ACTION.case_id
    ).where(ACTION.id.in_(bindparam("ids", expanding=True)))
)

Wrong = tuple[str, str, str]
"""Code, sentence, and the field of the review."""


def examine(uow: UnitOfWork, record: Stored | None, session: SessionDocument) -> None:
    """Refuse what contradicts the actions reviewed, the template followed or the aspects known."""
    following.examine(uow, session)
    if session.identity_aspects:
        _aspects(uow, record, session.identity_aspects)
    if session.action_reviews:
        _reviews(uow, record, session, session.action_reviews)


def foresee(uow: UnitOfWork) -> None:
    """Ask once about all actions that will be reviewed."""
    pointed = uow.pending.pointed.items()
    _agreed(uow, [id for (type, _, _), id in pointed if id and type is RecordType.ACTION])


def _agreed(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Any]:
    known = uow.pending.actions
    missing = [id for id in ids if id not in known]
    if missing:
        known |= {row.id: row for row in uow.rows(AGREED, ids=missing)}
    return known


def _aspects(uow: UnitOfWork, record: Stored | None, explored: list[IdentityPart]) -> None:
    """The fifteen, those that the organisation added, and those that the record names already."""
    held = (record.document["identity_aspects"] or ()) if record else ()
    known = frozenset(IdentityAspect) | {part["aspect"] for part in held}
    if all(part.aspect in known for part in explored):
        return
    known |= aspects(uow)
    faults = tuple(
        Fault(
            "unknown-aspect",
            "This is none of the aspects of identity; an organisation adds its own as a prompt.",
            f"/identity_aspects/{position}/aspect",
        )
        for position, part in enumerate(explored)
        if part.aspect not in known
    )
    if faults:
        raise Invalid("Some aspects of identity are not known.", faults=faults)


def _reviews(
    uow: UnitOfWork, record: Stored | None, session: SessionDocument, reviews: list[ReviewPart]
) -> None:
    """Refuse reviews of actions that had not been agreed, and days before that."""
    ids = [review.action_id for review in reviews]
    agreed = _agreed(uow, ids)
    held = held_on(
        uow, session.model_dump(mode="json", include={"status", "held_on", "started_at"})
    )
    faults = []
    for position, review in enumerate(reviews):
        action = agreed.get(review.action_id)
        if action is None:
            continue  # entered in error since: the review stays, and counts for nothing
        fault: Wrong | None
        if record and action.session_id == record.id:
            fault = "reviewed-where-agreed", "A session does not review what it agreed itself.", ""
        elif held and held < action.agreed_on:
            detail = "An action cannot be reviewed before it was agreed."
            fault = "reviewed-before-agreed", detail, ""
        else:
            fault = _days(review, action.agreed_on, held)
        if fault:
            code, detail, name = fault
            faults.append(Fault(code, detail, f"/action_reviews/{position}{name}"))
    if faults:
        raise Invalid("Some reviews cannot be so.", faults=tuple(faults))


def _days(review: ReviewPart, agreed_on: date, held: date | None) -> Wrong | None:
    if review.completed_on and review.completed_on < agreed_on:
        detail = "An action cannot be completed before it was agreed."
        return "completed-before-agreed", detail, "/completed_on"
    if review.new_due_on and held and review.new_due_on < held:
        detail = "A new due day cannot lie before the session that set it."
        return "due-before-agreed", detail, "/new_due_on"
    return None
