from dataclasses import replace

import pytest

from app.rules.standing import due_review, due_review_on, standing
from app.vocabulary import ActionStatus
from tests.rules.make import action, day, held, instant, review

FIRST, SECOND, THIRD = held(day("01-05")), held(day("01-15")), held(day("02-02"))


def test_an_action_nobody_spoke_of_is_open():
    where = standing(action(FIRST, day("01-20")))
    assert (where.closed_on, where.closed_as, where.settled_on) == (None, None, None)
    assert where.due_history == ((day("01-05"), day("01-20")),)


def test_the_first_closing_review_in_the_order_of_sessions_counts():
    reviews = (review(THIRD, "completed"), review(SECOND, "no_longer_needed"))
    where = standing(action(FIRST, day("01-20"), reviews=reviews))
    assert (where.closed_on, where.closed_as) == (day("01-15"), ActionStatus.NO_LONGER_NEEDED)


@pytest.mark.parametrize(
    ("closed_on", "by_review"), [("01-14", False), ("01-15", True), ("01-16", True)]
)
def test_of_sender_and_review_the_earlier_day_closes(closed_on, by_review):
    said = action(FIRST, None, closed_on=day(closed_on), reviews=(review(SECOND, "completed"),))
    assert (standing(said).closed_by is not None) is by_review


def test_a_sender_may_drop_an_action():
    where = standing(action(FIRST, None, closed_on=day("01-10"), dropped=True))
    assert where.closed_as is ActionStatus.NO_LONGER_NEEDED


def test_carrying_forward_is_counted_until_it_closes():
    reviews = (
        review(SECOND, "carried_forward", new_due_on=day("01-30")),
        review(THIRD, "completed"),
        review(held(day("03-02")), "carried_forward", new_due_on=day("04-01")),
    )
    where = standing(action(FIRST, day("01-20"), reviews=reviews))
    assert (where.carried_forward, where.current_due_on) == (1, day("01-30"))


def test_it_is_settled_once_nothing_can_touch_it_any_more():
    closing = (review(THIRD, "completed", completed_on=day("01-20")),)
    assert standing(action(FIRST, day("01-10"), reviews=closing)).settled_on == day("02-02")
    assert standing(action(FIRST, day("03-10"), reviews=closing)).settled_on == day("03-10")


# Which actions a session owes a review.
def owed(session, agreed):
    return due_review(session, [agreed]) == [agreed]


def test_an_action_is_reviewed_in_a_later_session_not_in_its_own():
    agreed = action(FIRST, None)
    assert not owed(FIRST, agreed)
    assert owed(SECOND, agreed)


def test_on_one_day_the_earlier_session_owes_no_review():
    morning, afternoon = (
        held(day("01-05"), started_at=instant(day("01-05"), hour)) for hour in (9, 14)
    )
    assert owed(afternoon, action(morning, None))
    assert not owed(morning, action(afternoon, None))


def test_a_session_without_a_time_comes_first_on_its_day():
    timeless = held(day("01-05"), started_at=None)
    assert not owed(timeless, action(FIRST, None))
    assert owed(FIRST, action(timeless, None))


def test_an_action_from_a_note_of_the_day_is_owed_a_review():
    assert owed(FIRST, action(day("01-05"), None, from_note=True))
    assert not owed(FIRST, action(day("01-06"), None, from_note=True))


@pytest.mark.parametrize(("closed_on", "is_owed"), [("01-15", False), ("01-16", True)])
def test_what_its_sender_closed_by_then_is_owed_none(closed_on, is_owed):
    assert owed(SECOND, action(FIRST, None, closed_on=day(closed_on))) is is_owed


def test_what_the_session_itself_closes_was_owed_a_review():
    assert owed(SECOND, action(FIRST, None, reviews=(review(SECOND, "completed"),)))


def test_what_an_earlier_session_closed_is_owed_none():
    closed = action(FIRST, None, reviews=(review(SECOND, "no_longer_needed"),))
    assert not owed(THIRD, closed)


@pytest.mark.parametrize(("completed_on", "is_owed"), [("01-15", False), ("01-16", True)])
def test_what_a_later_session_says_was_completed_by_then_is_owed_none(completed_on, is_owed):
    later = (review(THIRD, "completed", completed_on=day(completed_on)),)
    assert owed(SECOND, action(FIRST, None, reviews=later)) is is_owed


def test_two_sessions_of_one_day_close_it_and_the_first_of_them_owed_it_a_review():
    morning, afternoon = (
        held(day("01-15"), started_at=instant(day("01-15"), hour)) for hour in (9, 14)
    )
    reviews = (review(afternoon, "completed"), review(morning, "completed"))
    agreed = action(FIRST, None, reviews=reviews)
    assert (owed(morning, agreed), owed(afternoon, agreed)) == (True, False)


def test_what_only_progressed_is_still_owed():
    assert owed(THIRD, action(FIRST, None, reviews=(review(SECOND, "progressing"),)))


def test_a_session_not_yet_held_would_be_the_last_of_its_day():
    agreed = action(FIRST, None)
    assert due_review_on(day("01-05"), [agreed]) == [agreed]
    assert due_review_on(day("01-04"), [agreed]) == []


def test_what_is_said_to_be_done_before_it_was_agreed_was_done_that_day():
    first, second, third = (
        held(day("01-05"), started_at=instant(day("01-05"), n)) for n in (9, 11, 14)
    )
    agreed = action(first, None)
    carried = review(second, "carried_forward", new_due_on=day("01-20"))
    done = review(third, "completed", completed_on=day("01-02"))
    where = standing(replace(agreed, reviews=(carried, done)))
    assert (where.carries, where.due_history) == ((carried,), ((day("01-05"), day("01-20")),))
