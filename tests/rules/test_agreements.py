"""personal-timescale under a supervision agreement with an interval of its own."""

from dataclasses import replace

import pytest

from app.rules.calendar import Unit
from app.rules.facts import Agreement
from tests.rules import make
from tests.rules.make import absence, book, day, held, stream, worker
from tests.rules.test_timescale import last, shape

FROM_5_JAN = held(day("01-05"))


def agreed(interval: int, started_on: str = "2025-01-01", ended_on: str | None = None) -> Agreement:
    last = day(ended_on) if ended_on else None
    return make.agreement(day(started_on), last, interval_days=interval)


def due(*agreements: Agreement, rules=None, **changes) -> list:
    facts = replace(stream(FROM_5_JAN), worker=worker(agreements=agreements, **changes))
    return shape(last(facts, rules))


def test_a_shorter_interval_that_was_agreed_is_the_one_in_force() -> None:
    assert due(agreed(14)) == [(day("01-05"), None, day("01-19"))]


@pytest.mark.parametrize("interval", [28, 29, 90])
def test_a_longer_or_equal_one_stretches_nothing(interval: int) -> None:
    assert due(agreed(interval)) == [(day("01-05"), None, day("02-02"))]


def test_one_day_shorter_counts() -> None:
    assert due(agreed(27)) == [(day("01-05"), None, day("02-01"))]


def test_of_two_the_shorter_counts() -> None:
    assert due(agreed(21), agreed(14)) == [(day("01-05"), None, day("01-19"))]


def test_one_that_starts_later_counts_from_its_start() -> None:
    assert due(agreed(14, "2026-01-12")) == [
        (day("01-05"), day("01-12"), day("02-02")),
        (day("01-12"), None, day("01-26")),
    ]


def test_one_that_starts_late_makes_nothing_due_later() -> None:
    stretches = due(agreed(14, "2026-01-26"))
    assert stretches[-1] == (day("01-26"), None, day("02-02"))


def test_when_it_ends_the_policys_interval_counts_from_the_day_after() -> None:
    assert due(agreed(14, "2025-01-01", "2026-01-10")) == [
        (day("01-05"), day("01-11"), day("01-19")),
        (day("01-11"), None, day("02-02")),
    ]


@pytest.mark.parametrize(("interval", "due_on"), [(21, "01-26"), (None, "02-02")])
def test_on_a_hand_over_day_the_new_one_counts(interval, due_on) -> None:
    new = make.agreement(day("01-12"), interval_days=interval)
    assert due(agreed(14, "2025-01-01", "2026-01-12"), new) == [
        (day("01-05"), day("01-12"), day("01-19")),
        (day("01-12"), None, day(due_on)),
    ]


def test_on_its_last_day_it_still_runs() -> None:
    [first, *_] = due(agreed(14, "2025-01-01", "2026-01-05"))
    assert first == (day("01-05"), day("01-06"), day("01-19"))


def test_one_that_ended_before_counts_for_nothing() -> None:
    assert due(agreed(14, "2025-01-01", "2026-01-04")) == [(day("01-05"), None, day("02-02"))]


def test_absences_move_it_as_they_move_the_policys() -> None:
    away = absence("2026-01-12", "2026-01-18")
    assert due(agreed(14), absences=(away,))[-1] == (day("01-19"), None, day("01-26"))


def test_calendar_days_that_were_agreed_are_compared_with_working_days_by_the_day_they_lead_to():
    rules = {"personal-timescale": {"interval": 10, "unit": Unit.WORKING_DAY.value}}
    ten_working_days = book(make.policy(rules))
    assert due(agreed(13), rules=ten_working_days) == [(day("01-05"), None, day("01-18"))]
    assert due(agreed(14), rules=ten_working_days) == [(day("01-05"), None, day("01-19"))]


A_MONTH = {"personal-timescale": {"interval": 1, "unit": Unit.CALENDAR_MONTH.value}}


# Thirty days are longer than February and shorter than March.
@pytest.mark.parametrize(("held_on", "due_on"), [("01-31", "02-28"), ("03-05", "04-04")])
def test_which_of_both_is_the_shorter_is_asked_for_each_session_anew(held_on, due_on):
    facts = replace(stream(held(day(held_on))), worker=worker(agreements=(agreed(30),)))
    [stretch] = last(facts, book(make.policy(A_MONTH)))
    assert stretch.due_on == day(due_on)


def test_one_that_begins_and_is_not_the_shorter_begins_no_new_stretch():
    rules = book(make.policy(A_MONTH))
    assert due(agreed(31, "2026-01-12"), rules=rules) == [(day("01-05"), None, day("02-05"))]


def test_the_trace_says_whose_interval_it_is() -> None:
    facts = replace(stream(FROM_5_JAN), worker=worker(agreements=(agreed(14),)))
    [stretch] = last(facts)
    [step] = [step for step in stretch.trace if step["code"] == "interval"]
    assert (step["n"], step["agreed"]) == (14, True)
