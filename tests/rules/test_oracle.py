import pytest

from tests.rules.make import day
from tests.rules.oracle import reconcile, window
from tests.rules.test_state import expectation

FIRST = expectation(met_on=day("01-20"), in_time=True)
SECOND = expectation(
    anchor="second", opened_on=day("01-20"), from_on=day("01-20"), due_on=day("02-17")
)


def test_what_is_equal_stays():
    outcome = reconcile([FIRST, SECOND], [SECOND._replace(), FIRST._replace()])
    assert (outcome.close, outcome.open) == ([], [])


def test_what_differs_is_closed_and_opened_anew():
    fresh = SECOND._replace(due_on=day("02-18"))
    outcome = reconcile([FIRST, SECOND], [FIRST, fresh])
    assert outcome.close[0] is SECOND
    assert outcome.open == [fresh]


def test_what_is_gone_is_closed_and_what_is_new_opened():
    outcome = reconcile([FIRST], [SECOND])
    assert (outcome.close, outcome.open) == ([FIRST], [SECOND])


def test_stretches_of_one_key_are_told_apart_by_their_first_day():
    later = SECOND._replace(from_on=day("02-01"))
    assert reconcile([SECOND, later], [later, SECOND]).open == []


@pytest.mark.parametrize(
    ("touched", "since"),
    [
        ("01-04", None),
        ("02-02", day("01-05")),
        ("02-03", day("01-20")),
        ("03-01", day("01-20")),
    ],
)
def test_a_window_reaches_back_to_what_can_still_change(touched, since):
    assert window([FIRST, SECOND], day(touched)) == since


def test_an_open_row_of_another_rule_reaches_back_to_the_anchor_before_it():
    row = expectation(rule="feedback-sought", opened_on=day("01-08"), from_on=day("01-08"))
    assert window([FIRST, SECOND, row], day("03-01")) == day("01-05")


def test_open_actions_reach_nowhere_because_they_are_always_supplied():
    row = expectation(rule="action-completed")
    assert window([FIRST, SECOND, row], day("03-01")) == day("01-20")


def test_without_an_anchor_everything_is_evaluated():
    assert window([], day("03-01")) is None
