"""Actions as facts as they stood after an earlier change: told by the versions of that time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, union

from app.db import history
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.tables import ActionReview, FormerReview
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.records.days import civil, day, day_of_session, held_on, instant
from app.rules import facts
from app.vocabulary import ReviewOutcome

NOW = columns_of(ActionReview)
ONCE = columns_of(FormerReview)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
EVER_REVIEWED_IN = Prepared(
    union(
        owned(ActionReview, NOW.session_id).where(NOW.action_id.in_(IDS)),
        owned(FormerReview, ONCE.session_id).where(ONCE.action_id.in_(IDS)),
    )
)


def known(uow: UnitOfWork, actions: Sequence[Stored], seq: int) -> tuple[facts.Action, ...]:
    """Facts of actions, which are given as they stood after a change, with their reviews of then.

    An action whose session or note did not stand then is left out.
    """
    reviews = _reviews(uow, actions, seq)
    parents = {action.parent_id for action in actions if action.parent_id}
    origins = history.among(uow, parents, seq)
    found = []
    for action in actions:
        origin = origins.get(action.parent_id) if action.parent_id else None
        if origin is not None and not origin.deleted_at:
            found.append(_action(uow, action, origin, reviews[action.id]))
    return tuple(found)


def _reviews(
    uow: UnitOfWork, actions: Sequence[Stored], seq: int
) -> defaultdict[UUID, list[facts.Review]]:
    reviews: defaultdict[UUID, list[facts.Review]] = defaultdict(list)
    asked = [action.id for action in actions]
    if asked:
        sessions = [row.session_id for row in uow.rows(EVER_REVIEWED_IN, ids=asked)]
        for session in history.among(uow, sessions, seq).values():
            for action_id, review in _said(uow, session):
                reviews[action_id].append(review)
    return reviews


def _said(uow: UnitOfWork, session: Stored) -> Iterator[tuple[UUID, facts.Review]]:
    """What a held session said of actions."""
    held = held_on(uow, session.document)
    if held is None or session.deleted_at:
        return
    for part in session.document["action_reviews"] or ():
        yield (
            UUID(part["action_id"]),
            facts.Review(
                session_id=session.id,
                held_on=held,
                started_at=instant(session.document["started_at"]),
                outcome=ReviewOutcome(part["outcome"]),
                completed_on=day(part["completed_on"]),
                new_due_on=day(part["new_due_on"]),
            ),
        )


def _action(
    uow: UnitOfWork, action: Stored, origin: Stored, reviews: list[facts.Review]
) -> facts.Action:
    said, from_note = action.document, action.document["oversight_note_id"] is not None
    return facts.Action(
        id=action.id,
        agreed_on=_agreed_on(uow, origin.document, from_note=from_note),
        agreed_in=origin.id,
        agreed_started_at=None if from_note else instant(origin.document["started_at"]),
        from_note=from_note,
        owner_id=UUID(said["owner_id"]) if said["owner_id"] else None,
        due_on=day(said["due_on"]),
        closed_on=day(said["completed_on"] or said["dropped_on"]),
        dropped=said["dropped_on"] is not None,
        reviews=tuple(reviews),
    )


def _agreed_on(uow: UnitOfWork, origin: Document, *, from_note: bool) -> date:
    if not from_note:
        return day_of_session(uow, origin)
    decided_on = civil(uow, origin["decided_on"], origin["decided_at"])
    assert decided_on is not None, "the document's own check saw to it"  # noqa: S101
    return decided_on
