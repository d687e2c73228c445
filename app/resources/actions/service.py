"""Actions: how one is written, found and filtered, and what has been said of it."""

from uuid import UUID

from app.db import records
from app.db.base import columns_of
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork
from app.resources.actions.kind import ACTIONS
from app.resources.actions.schemas import ActionFilters, ActionReviewRead, ActionReviews
from app.resources.expectations import action_facts
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer, shows
from app.resources.records.filters import between, equal, narrowed
from app.resources.records.listing import page
from app.resources.records.pointers import names
from app.vocabulary import RecordType, Scope

WRITER = Writer.of(ACTIONS)
ACTION = columns_of(Action)


def find_all(uow: UnitOfWork, filters: ActionFilters) -> tuple[Answer, str | None]:
    """A page of actions."""
    wanted = [
        *equal(
            (ACTION.owner_id, filters.owner),
            (ACTION.case_id, filters.case),
            (ACTION.session_id, filters.session),
            (ACTION.status, filters.status),
        ),
        *between(ACTION.current_due_on, filters.due_from, filters.due_to),
    ]
    return page(uow, ACTIONS, filters, narrowed(Action, wanted))


def reviews(uow: UnitOfWork, id: UUID) -> Answer:
    """What each session said about an action, in the order in which they were held."""
    records.find(uow, RecordType.ACTION, id)
    said = {}
    for action in action_facts.by_ids(uow, [id]):
        sessions = records.among(uow, [review.session_id for review in action.reviews])
        known = names(uow, list(sessions))
        for review in action.reviews:
            session = sessions[review.session_id]
            part = next(
                part for part in session.document["action_reviews"] if part["action_id"] == str(id)
            )
            visible = shows(uow, session, Scope.NARRATIVE_READ, part["comment"])
            said[review] = ActionReviewRead(
                session_id=review.session_id,
                session_ref=known.get(str(review.session_id)),
                held_on=review.held_on,
                outcome=review.outcome,
                completed_on=review.completed_on,
                new_due_on=review.new_due_on,
                comment=part["comment"] if visible else None,
            )
    ordered = sorted(said, key=lambda review: (review.held_on, str(review.started_at or "")))
    whole = ActionReviews(items=[said[review] for review in ordered])
    return Answer(whole.model_dump_json().encode())
