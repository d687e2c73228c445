"""Where an action stands: what its reviews and its sender have said, in the order of sessions."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from app.rules.facts import EARLIEST, Action, Place, Review, Session, place_of
from app.vocabulary import ActionStatus, ReviewOutcome

CLOSING = {
    ReviewOutcome.COMPLETED: ActionStatus.COMPLETED,
    ReviewOutcome.NO_LONGER_NEEDED: ActionStatus.NO_LONGER_NEEDED,
}
CARRIED_FORWARD = ReviewOutcome.CARRIED_FORWARD
LATEST = datetime.max.replace(tzinfo=UTC)
LAST_ID = UUID(int=(1 << 128) - 1)
FIRST_ID = UUID(int=0)


class ActionStanding(NamedTuple):
    """What became of an action; `due_history` holds each due day and the day it was set.

    `closed_by` is the review that closed it, None where its sender did; `carries` are those that
    carried it forward.
    """

    agreed_on: date
    closed_on: date | None
    closed_as: ActionStatus | None
    closed_by: Review | None
    current_due_on: date | None
    carries: tuple[Review, ...]
    due_history: tuple[tuple[date, date], ...]

    @property
    def settled_on(self) -> date | None:
        """The day after which no other fact can touch it, None while it is open."""
        if self.closed_on is None:
            return None
        reviewed_on = self.closed_by and self.closed_by.held_on
        days = (self.agreed_on, self.closed_on, reviewed_on, self.current_due_on)
        return max(day for day in days if day)

    @property
    def carried_forward(self) -> int:
        """How often it was carried forward."""
        return len(self.carries)


def standing(action: Action) -> ActionStanding:
    """Where an action stands after all that has been said about it."""
    reviews = sorted(action.reviews, key=_place) if action.reviews else []
    closed_on, closed_as, closed_by = _closing(action, reviews)
    # Said to be done before it was agreed, it was done the day it was agreed.
    until = max(closed_on, action.agreed_on) if closed_on else None
    alive = _before_closing(reviews, until, closed_by)
    history = _due_history(action, alive)
    current = history[-1][1] if history else None
    carries = tuple([r for r in alive if r.outcome is CARRIED_FORWARD])
    return ActionStanding(
        action.agreed_on, closed_on, closed_as, closed_by, current, carries, history
    )


class Followed(NamedTuple):
    """An action, its id as an anchor, and where it stands."""

    action: Action
    name: str
    where: ActionStanding


def follow(actions: Iterable[Action]) -> list[Followed]:
    """The actions, and where each of them stands."""
    return [Followed(action, str(action.id), standing(action)) for action in actions]


class Agenda:
    """What is due a review, asked for one session after another in the order of their places."""

    __slots__ = ("_known", "_next", "_open")

    def __init__(self, followed: Iterable[Followed]) -> None:
        """Look at each action once."""
        self._known = sorted(map(_life, followed), key=attrgetter("agreed"))
        self._next = 0
        self._open: list[Life] = []

    def at(self, place: Place) -> list[Action]:
        """The actions agreed before a place and open there; no earlier place may follow."""
        while self._next < len(self._known) and self._known[self._next].agreed < place:
            self._open.append(self._known[self._next])
            self._next += 1
        self._open = [life for life in self._open if not life.is_over(place)]
        found = [life.action for life in self._open if life.is_open(place)]
        return sorted(found, key=lambda action: (action.agreed_on, action.id))


class Life(NamedTuple):
    """From when to when an action is open; `closed_at`: the place of the review that closed it."""

    agreed: Place
    closed_on: date | None
    closed_at: Place | None
    action: Action

    def is_open(self, place: Place) -> bool:
        """What this session itself closed was open; what an earlier one did was not."""
        if self.closed_on is None:
            return True
        if self.closed_at and self.closed_at[2] == place[2]:
            return True
        return self.closed_on > place[0] and not self.is_over(place)

    def is_over(self, place: Place) -> bool:
        """Whether it is closed at a place, and so at every later one."""
        if self.closed_at:
            return self.closed_at < place
        return self.closed_on is not None and self.closed_on <= place[0]


def due_review(session: Session, actions: Iterable[Action]) -> list[Action]:
    """The actions that this session owes a review: agreed before it and open when it began."""
    return Agenda(follow(actions)).at(place_of(session))


def due_review_on(day: date, actions: Iterable[Action]) -> list[Action]:
    """The actions that a session would owe a review if it were the last of that day."""
    return Agenda(follow(actions)).at((day, LATEST, LAST_ID))


def agreed_at(action: Action) -> Place:
    """After which place the sessions come that may review it; of no session, that of its day."""
    if action.agreed_in is None or action.from_note:
        return (action.agreed_on, EARLIEST, FIRST_ID)
    return (action.agreed_on, action.agreed_started_at or EARLIEST, action.agreed_in)


def _life(followed: Followed) -> Life:
    action, where = followed.action, followed.where
    closed_by = where.closed_by
    return Life(
        agreed_at(action), where.closed_on, _place(closed_by) if closed_by else None, action
    )


def _place(review: Review) -> Place:
    return (review.held_on, review.started_at or EARLIEST, review.session_id)


def _closing(
    action: Action, reviews: list[Review]
) -> tuple[date | None, ActionStatus | None, Review | None]:
    """The first review that closes it, or what its sender said if that was on an earlier day."""
    review = next((r for r in reviews if r.outcome in CLOSING), None) if reviews else None
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
    """The reviews that were made while it was open, whenever that was said to have ended."""
    if not reviews or reviews[0] is closed_by:
        return []
    before = reviews[: reviews.index(closed_by)] if closed_by else reviews
    return [r for r in before if closed_on is None or r.held_on <= closed_on]


def _due_history(action: Action, reviews: list[Review]) -> tuple[tuple[date, date], ...]:
    """Each due day with the day it was set; of several set on one day the last."""
    if not reviews:
        return ((action.agreed_on, action.due_on),) if action.due_on else ()
    history = {action.agreed_on: action.due_on} if action.due_on else {}
    for review in reviews:
        if review.new_due_on:
            history[max(review.held_on, action.agreed_on)] = review.new_due_on
    return tuple(sorted(history.items()))
