from datetime import UTC, date, datetime

import pytest

from app.rules.calendar import Calendar, CountFrom, Roll, Unit, add_hours, add_months
from tests.rules.make import ENGLAND, day


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("01-05", 28, Unit.CALENDAR_DAY, "02-02"),
        ("03-19", 28, Unit.CALENDAR_DAY, "04-16"),
        ("03-19", 20, Unit.WORKING_DAY, "04-20"),
        ("04-04", 5, Unit.WORKING_DAY, "04-13"),
        ("05-22", 1, Unit.WORKING_DAY, "05-26"),
        ("01-31", 1, Unit.CALENDAR_MONTH, "02-28"),
        ("01-31", 2, Unit.CALENDAR_MONTH, "03-31"),
        ("01-31", 3, Unit.CALENDAR_MONTH, "04-30"),
        ("12-31", 2, Unit.CALENDAR_MONTH, "2027-02-28"),
    ],
)
def test_the_day_after_is_the_first_that_counts(start, n, unit, end):
    assert ENGLAND.add(day(start), n, unit) == day(end)


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("01-05", 28, Unit.CALENDAR_DAY, "02-01"),
        ("01-05", 5, Unit.WORKING_DAY, "01-09"),
        ("04-04", 5, Unit.WORKING_DAY, "04-13"),
        ("01-31", 1, Unit.CALENDAR_MONTH, "02-27"),
    ],
)
def test_counted_inclusively_the_first_day_counts_if_it_is_one(start, n, unit, end):
    assert ENGLAND.add(day(start), n, unit, CountFrom.INCLUSIVE) == day(end)


@pytest.mark.parametrize(
    ("roll", "rolled"),
    [
        (Roll.NONE, "2025-12-26"),
        (Roll.PREVIOUS_WORKING_DAY, "2025-12-24"),
        (Roll.NEXT_WORKING_DAY, "2025-12-29"),
    ],
)
def test_a_day_off_rolls_to_the_working_day_that_the_policy_names(roll, rolled):
    assert ENGLAND.roll(day("2025-12-26"), roll) == day(rolled)


@pytest.mark.parametrize("roll", list(Roll))
def test_a_working_day_never_rolls(roll):
    assert ENGLAND.roll(day("2025-12-24"), roll) == day("2025-12-24")


def test_a_closure_day_is_no_working_day():
    closed = Calendar(1, date.min, frozenset({day("01-06")}))
    assert closed.add(day("01-05"), 1, Unit.WORKING_DAY) == day("01-07")


def test_a_weekend_is_no_working_day():
    assert not ENGLAND.is_working_day(day("01-10"))
    assert ENGLAND.is_working_day(day("01-09"))


def test_hours_elapse():
    decided_at = datetime(2026, 5, 22, 15, tzinfo=UTC)
    assert add_hours(decided_at, 24) == datetime(2026, 5, 23, 15, tzinfo=UTC)


def test_hours_cannot_be_added_to_a_day():
    with pytest.raises(ValueError, match="instant"):
        ENGLAND.add(day("01-05"), 24, Unit.HOUR)


def test_a_leap_day_six_months_on_is_clamped():
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert add_months(date(2025, 9, 8), 6) == date(2026, 3, 8)
