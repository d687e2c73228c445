"""Where an action stands: what its reviews and its sender have said, in the order of sessions."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from app.rules.facts import EARLIEST, Action, Place, Review, Session, place_of
from app.vocabulary import ActionStatus, ReviewOutcome

CLOSING = {
    ReviewOutcome.COMPLETED: ActionStatus.COMPLETED,
    ReviewOutcome.NO_LONGER_NEEDED: ActionStatus.NO_LONGER_NEEDED,
}
LATEST = datetime.max.replace(tzinfo=UTC)
LAST_ID = UUID(int=(1 << 128) - 1)
FIRST_ID = UUID(int=0)


class ActionStanding(NamedTuple):
    """What became of an action; `due_history` holds each due day and the day it was set.

    `closed_by` is the review that closed it, None where its sender did; `carries` are those that
    carried it forward. `settled_on` is the day after which no other fact can touch it, None while
    it is open.
    """

    closed_on: date | None
    closed_as: ActionStatus | None
    closed_by: Review | None
    current_due_on: date | None
    carries: tuple[Review, ...]
    due_history: tuple[tuple[date, date], ...]
    settled_on: date | None

    @property
    def carried_forward(self) -> int:
        """How often it was carried forward."""
        return len(self.carries)


def standing(action: Action) -> ActionStanding:
    """Where an action stands after all that has been said about it."""
    reviews = sorted(action.reviews, key=_place)
    closed_on, closed_as, closed_by = _closing(action, reviews)
    alive = _before_closing(reviews, closed_on, closed_by)
    history = _due_history(action, [r for r in alive if not closed_on or r.held_on <= closed_on])
    current = history[-1][1] if history else None
    settled = [action.agreed_on, closed_on, closed_by and closed_by.held_on, current]
    return ActionStanding(
        closed_on=closed_on,
        closed_as=closed_as,
        closed_by=closed_by,
        current_due_on=current,
        carries=tuple(r for r in alive if r.outcome is ReviewOutcome.CARRIED_FORWARD),
        due_history=history,
        settled_on=max(day for day in settled if day) if closed_on else None,
    )


def due_review(session: Session, actions: Iterable[Action]) -> list[Action]:
    """The actions that this session owes a review: agreed before it and open when it began."""
    place = place_of(session)
    return _in_order(a for a in actions if _agreed_before(a, place) and _open_at(a, place))


def due_review_on(day: date, actions: Iterable[Action]) -> list[Action]:
    """The actions that a session would owe a review if it were the last of that day."""
    place = (day, LATEST, LAST_ID)
    return _in_order(a for a in actions if _agreed_before(a, place) and _open_at(a, place))


def _in_order(actions: Iterable[Action]) -> list[Action]:
    return sorted(actions, key=lambda action: (action.agreed_on, action.id))


def _agreed_before(action: Action, place: Place) -> bool:
    """Strictly before, by session; by day where it comes from no session."""
    if action.from_note or action.agreed_in is None:
        return action.agreed_on <= place[0]
    return (action.agreed_on, action.agreed_started_at or EARLIEST, action.agreed_in) < place


def _open_at(action: Action, place: Place) -> bool:
    """What this session itself closed was open; what an earlier one did was not."""
    if not action.reviews and action.closed_on is None:
        return True
    closed_on, _, closed_by = _closing(action, sorted(action.reviews, key=_place))
    if closed_on is None:
        return True
    if closed_by:
        if closed_by.session_id == place[2]:
            return True
        if _place(closed_by) < place:
            return False
    return closed_on > place[0]


def _place(review: Review) -> Place:
    return (review.held_on, review.started_at or EARLIEST, review.session_id)


def _closing(
    action: Action, reviews: list[Review]
) -> tuple[date | None, ActionStatus | None, Review | None]:
    """The first review that closes it, or what its sender said if that was on an earlier day."""
    review = next((r for r in reviews if r.outcome in CLOSING), None)
    reviewed_on = (review.completed_on or review.held_on) if review else None
    if action.closed_on and (reviewed_on is None or action.closed_on < reviewed_on):
        said = ActionStatus.NO_LONGER_NEEDED if action.dropped else ActionStatus.COMPLETED
        return action.closed_on, said, None
    if review is None:
        return None, None, None
    return reviewed_on, CLOSING[review.outcome], review


def _before_closing(
    reviews: list[Review], closed_on: date | None, closed_by: Review | None
) -> list[Review]:
    """The reviews that were made while it was open."""
    if closed_by:
        return reviews[: reviews.index(closed_by)]
    return [r for r in reviews if closed_on is None or r.held_on <= closed_on]


def _due_history(action: Action, reviews: list[Review]) -> tuple[tuple[date, date], ...]:
    """Each due day with the day it was set; of several set on one day the last."""
    history = {action.agreed_on: action.due_on} if action.due_on else {}
    for review in reviews:
        if review.new_due_on:
            history[max(review.held_on, action.agreed_on)] = review.new_due_on
    return tuple(sorted(history.items()))
