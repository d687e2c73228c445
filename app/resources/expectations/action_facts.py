"""Actions and all their reviews, as facts for the rules and for whoever reads an action."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Action, ActionReview, SupervisionSession
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules import facts
from app.vocabulary import ReviewOutcome, SessionStatus

ACTION = columns_of(Action)
REVIEW = columns_of(ActionReview)
SESSION = columns_of(SupervisionSession)

REVIEWS = Prepared(
    owned(
        ActionReview,
        REVIEW.action_id,
        REVIEW.session_id,
        REVIEW.outcome,
        REVIEW.completed_on,
        REVIEW.new_due_on,
        SESSION.held_on,
        SESSION.started_at,
    )
    .join(
        table_of(SupervisionSession),
        (SESSION.organisation_id == REVIEW.organisation_id) & (SESSION.id == REVIEW.session_id),
    )
    .where(
        REVIEW.action_id.in_(bindparam("ids", expanding=True)),
        SESSION.status == SessionStatus.HELD.value,
    )
)
BY_IDS = Prepared(owned(Action).where(ACTION.id.in_(bindparam("ids", expanding=True))))


def with_reviews(uow: UnitOfWork, rows: Sequence[Found]) -> tuple[facts.Action, ...]:
    """Facts from rows of actions."""
    reviews: dict[UUID, list[facts.Review]] = defaultdict(list)
    if rows:
        for review in uow.rows(REVIEWS, ids=[row.id for row in rows]):
            reviews[review.action_id].append(_review(review))
    return tuple(_action(row, reviews[row.id]) for row in rows)


def by_ids(uow: UnitOfWork, ids: Iterable[UUID]) -> tuple[facts.Action, ...]:
    """Facts of some actions; those entered in error are left out."""
    return with_reviews(uow, uow.rows(BY_IDS, ids=list(ids)))


def days_of(action: facts.Action) -> set[date]:
    """The days on which it may be asked who supervised, for an action's expectations."""
    due = {action.due_on, *(review.new_due_on for review in action.reviews)}
    return {day for day in due if day} or {action.agreed_on}


def _review(row: Found) -> facts.Review:
    return facts.Review(
        session_id=row.session_id,
        held_on=row.held_on,
        started_at=row.started_at,
        outcome=ReviewOutcome(row.outcome),
        completed_on=row.completed_on,
        new_due_on=row.new_due_on,
    )


def _action(row: Found, reviews: list[facts.Review]) -> facts.Action:
    return facts.Action(
        id=row.id,
        agreed_on=row.agreed_on,
        agreed_in=row.session_id or row.note_id,
        agreed_started_at=row.agreed_started_at,
        from_note=row.note_id is not None,
        owner_id=row.owner_id,
        due_on=row.due_on,
        closed_on=row.closed_on,
        dropped=row.dropped,
        reviews=tuple(reviews),
    )
