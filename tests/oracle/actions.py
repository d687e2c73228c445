"""What is owed to actions: an owner, a date, a review in every session, and to be done."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from app.rules.facts import EARLIEST, Action, Review, Session, place_of
from app.rules.policy import RuleBook
from app.vocabulary import ReviewOutcome
from tests.oracle.content import Content
from tests.oracle.days import NEVER
from tests.oracle.deadlines import Deadline

CLOSING = (ReviewOutcome.COMPLETED, ReviewOutcome.NO_LONGER_NEEDED)
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)


def review_place(review: Review) -> tuple[date, datetime, UUID]:
    return (review.held_on, review.started_at or EARLIEST, review.session_id)


def in_order(action: Action) -> list[Review]:
    return sorted(action.reviews, key=review_place)


def closing_review(action: Action) -> Review | None:
    return next((each for each in in_order(action) if each.outcome in CLOSING), None)


def closing_day(review: Review) -> date:
    if review.outcome is ReviewOutcome.COMPLETED:
        return review.completed_on or review.held_on
    return review.held_on


def closed(action: Action) -> tuple[date, bool, Review | None] | None:
    """When, whether it was dropped, and by which review; None: it is open to this day."""
    review = closing_review(action)
    if review and (action.closed_on is None or closing_day(review) <= action.closed_on):
        dropped = review.outcome is ReviewOutcome.NO_LONGER_NEEDED
        return max(closing_day(review), action.agreed_on), dropped, review
    if action.closed_on:
        return max(action.closed_on, action.agreed_on), action.dropped, None
    return None


def carried_forward(action: Action) -> list[Review]:
    """Every carrying-forward while it was open."""
    end, found = closed(action), []
    for review in in_order(action):
        if end and end[2] and review_place(review) >= review_place(end[2]):
            break
        if end and review.held_on > end[0]:
            break
        if review.outcome is ReviewOutcome.CARRIED_FORWARD:
            found.append(review)
    return found


def agreed_before(action: Action, session: Session) -> bool:
    if action.from_note:
        place = (action.agreed_on, EARLIEST, FIRST_ID)
    else:
        place = (
            action.agreed_on,
            action.agreed_started_at or EARLIEST,
            action.agreed_in or LAST_ID,
        )
    return place < place_of(session)


def open_in(action: Action, session: Session) -> bool:
    """Whether it still asked for something when that session was held."""
    end = closed(action)
    if not agreed_before(action, session):
        return False
    if end is None:
        return True
    closed_on, _, review = end
    if review and review.session_id == session.id:
        return True
    if review and review_place(review) < place_of(session):
        return False
    return closed_on > place_of(session)[0]


def closed_since(action: Action, session: Session, serving: Iterable[Session]) -> bool:
    """Whether that session is the first after it was closed outside any review."""
    end = closed(action)
    if not end or end[2] or not agreed_before(action, session):
        return False
    after = [
        each for each in serving if agreed_before(action, each) and place_of(each)[0] >= end[0]
    ]
    return bool(after) and min(after, key=place_of).id == session.id


def owed(
    actions: Iterable[Action], session: Session, serving: list[Session], book: RuleBook
) -> list[Action]:
    """The actions that are due a review in a session."""
    asks = book.policy_on(place_of(session)[0]).rules["previous-actions-reviewed"].review_closed
    return [
        action
        for action in actions
        if open_in(action, session) or (asks and closed_since(action, session, serving))
    ]


def completion(
    action: Action, book: RuleBook, left_on: Callable[[date], date | None]
) -> Deadline | None:
    """The one deadline with several due days: each carrying-forward agrees another."""
    moves = {each.held_on: each.new_due_on for each in carried_forward(action) if each.new_due_on}
    dated_on = action.agreed_on if action.due_on else min(moves, default=NEVER)
    if dated_on == NEVER or not book.policy_on(action.agreed_on).rules["action-completed"].enabled:
        return None
    end = closed(action)
    out_on = left_on(action.agreed_on)
    dropped_on = end[0] if end and end[1] else None
    due_on = action.due_on
    return Deadline(
        rule="action-completed",
        anchor=str(action.id),
        opened_on=action.agreed_on,
        from_on=dated_on,
        due=(lambda _: due_on) if due_on else None,
        grace=book.policy_on(action.agreed_on).rules["action-completed"].grace or 0,
        moves=moves,
        met_on=end[0] if end and not end[1] else None,
        left_on=min((each for each in (dropped_on, out_on) if each), default=None),
    )


def contents(
    action: Action, book: RuleBook, sessions: Collection[date]
) -> Iterator[tuple[Content, UUID | None]]:
    """What it must show when it is agreed, and each time it is put off, and in which session."""
    dated = action.owner_id is not None and action.due_on is not None
    owned = Content("action-owned-and-dated", str(action.id), action.agreed_on, dated, sessions)
    yield owned, action.agreed_in
    for count, review in enumerate(carried_forward(action), 1):
        threshold = book.policy_on(review.held_on).rules["action-drift"].threshold
        assert threshold
        anchor = f"{action.id}:{review.session_id}"
        drift = Content("action-drift", anchor, review.held_on, count < threshold, sessions)
        yield drift, review.session_id


def session_days(sessions: Iterable[Session]) -> Collection[date]:
    return {each.held_on for each in sessions if each.held_on}
