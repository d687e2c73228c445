import pytest

from app.rules.calendar import NO_HOLIDAYS, CountFrom, Roll, Unit
from app.rules.pauses import Terms, count, pauses_of
from tests.rules.make import ENGLAND, absence, day

REASONS = frozenset({"sickness", "unpaid"})


def terms(n=28, roll=Roll.NONE, calendar=NO_HOLIDAYS):
    return Terms(n, Unit.CALENDAR_DAY, CountFrom.DAY_AFTER, roll, 0, REASONS, calendar)


def due(start, *absences, **changes):
    return count(day(start), terms(**changes), pauses_of(absences, REASONS)).due_on


@pytest.mark.parametrize(
    ("from_on", "to_on", "due_on"),
    [
        ("02-16", "03-15", "03-30"),
        ("03-02", "03-02", "03-03"),
        ("03-03", "03-20", "03-02"),
        ("01-20", "02-02", "03-02"),
        ("01-20", "02-03", "03-03"),
    ],
)
def test_paused_days_after_the_start_and_up_to_the_moving_day_count(from_on, to_on, due_on):
    assert due("02-02", absence(from_on, to_on)) == day(due_on)


def test_an_absence_reached_only_because_another_moved_the_day_counts_too():
    assert due("02-02", absence("02-16", "02-20"), absence("03-05", "03-06")) == day("03-09")


def test_an_absence_without_an_end_leaves_no_due_day():
    assert due("02-02", absence("02-16", None)) is None


def test_the_moved_day_is_rolled_last():
    rolled = {"roll": Roll.NEXT_WORKING_DAY, "calendar": ENGLAND}
    assert due("02-02", absence("02-16", "02-20"), **rolled) == day("03-09")


def test_overlapping_absences_are_one_and_adjacent_ones_two():
    overlapping = pauses_of([absence("01-05", "01-09"), absence("01-09", "01-12")], REASONS)
    adjacent = pauses_of([absence("01-05", "01-09"), absence("01-10", "01-12")], REASONS)
    assert (len(overlapping), len(adjacent)) == (1, 2)


def test_other_reasons_pause_nothing():
    assert pauses_of([absence("01-05", "01-09", "annual_leave")], REASONS) == ()
