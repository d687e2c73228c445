"""Leap days, ends of months, Easter, Christmas and New Year, wherever a rule counts across them.

Nights on which the clocks change are in `test_oversight.py`, where hours are counted.
"""

from dataclasses import replace
from typing import Any

import pytest

from app.rules.calendar import Calendar
from app.rules.policy import RuleBook
from app.vocabulary import State
from tests.rules import make
from tests.rules.found import last, one, rows, shape, states
from tests.rules.make import (
    ENGLAND,
    absence,
    action,
    agreement,
    agreement_stream,
    book,
    called_off,
    day,
    days,
    held,
    note,
    post,
    stream,
    worker,
)

CLOCK = "personal-timescale"


def says(rule: str, **parameters: Any) -> RuleBook:
    """A policy that says so of one rule, from the beginning."""
    return book(make.policy({rule: parameters}))


# The leap day.
@pytest.mark.parametrize(
    ("months", "due_on"),
    [(1, "2028-03-29"), (12, "2029-02-28"), (36, "2031-02-28"), (48, "2032-02-29")],
)
def test_months_from_a_leap_day_end_on_the_29th_where_there_is_one(months, due_on):
    monthly = says("agreement-reviewed", interval=months, unit="calendar_month")
    row = one("agreement-reviewed", agreement_stream(agreement(day("2028-02-29"))), monthly)
    assert row.due_on == day(due_on)


@pytest.mark.parametrize(("on", "due_on"), [("2028-01-31", "2028-02-29"), ("01-31", "02-28")])
def test_a_month_from_31_january_ends_with_february(on, due_on):
    monthly = says(CLOCK, interval=1, unit="calendar_month")
    assert last(CLOCK, stream(held(day(on))), monthly)[0].due_on == day(due_on)


def test_a_month_that_was_cut_short_is_moved_by_the_days_away_after_that():
    monthly = says(CLOCK, interval=1, unit="calendar_month")
    away = worker(absences=(absence("02-10", "02-12"),))
    assert last(CLOCK, stream(held(day("01-31")), worker=away), monthly)[-1].due_on == day("03-03")


def test_a_leap_day_away_is_a_day_away():
    away = worker(absences=(absence("2028-02-29", "2028-02-29"),))
    assert shape(last(CLOCK, stream(held(day("2028-02-07")), worker=away))) == [
        (day("2028-02-07"), day("2028-02-29"), day("2028-03-07")),
        (day("2028-02-29"), day("2028-03-01"), day("2028-03-07")),
        (day("2028-03-01"), None, day("2028-03-07")),
    ]


@pytest.mark.parametrize(
    ("due_on", "on", "state"),
    [
        ("2028-02-28", "2028-02-29", State.OVERDUE),
        ("2028-02-29", "2028-02-29", State.DUE_TODAY),
        ("2028-02-29", "2028-03-01", State.OVERDUE),
        ("2027-02-28", "2027-03-01", State.OVERDUE),
    ],
)
def test_an_action_due_as_february_ends_is_overdue_the_day_after(due_on, on, state):
    agreed = action(held(day(due_on) - days(14)), day(due_on))
    row = one("action-completed", stream(actions=(agreed,)))
    assert states(row, on) == [state]


# Months of a programme and of a post.
@pytest.mark.parametrize(
    ("start", "month_6"),
    [
        ("2025-08-31", "2026-02-28"),
        ("2025-08-29", "2026-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2028-02-29", "2028-08-29"),
    ],
)
@pytest.mark.parametrize("stage", ["asye", "probation"])
def test_six_months_that_end_in_february_end_by_its_last_day(stage, start, month_6):
    new = worker(post(day(start), stage=stage), asye_started_on=day(start))
    boundary = day(month_6)
    *_, fortnight, standard = last(CLOCK, stream(held(boundary - days(1)), worker=new))
    assert (fortnight.ended_on, standard.from_on) == (boundary, boundary)
    assert (fortnight.due_on, standard.due_on) == (boundary + days(13), boundary + days(27))


@pytest.mark.parametrize("roll", ["none", "previous_working_day", "next_working_day"])
def test_the_first_six_weeks_end_on_boxing_day_however_due_days_roll(roll):
    new = worker(post(day("2025-11-14"), stage="asye"), asye_started_on=day("2025-11-14"))
    first = last(CLOCK, stream(held(day("2025-12-22")), worker=new), says(CLOCK, roll=roll))[0]
    assert first.ended_on == day("2025-12-26")


# Easter.
@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        ("04-02", "04-02", "04-02"),
        ("04-03", "04-02", "04-07"),
        ("04-04", "04-02", "04-07"),
        ("04-05", "04-02", "04-07"),
        ("04-06", "04-02", "04-07"),
        ("04-07", "04-07", "04-07"),
    ],
)
def test_a_due_day_at_easter_goes_to_thursday_or_to_tuesday(due, before, after):
    session = stream(held(day(due) - days(28)))
    rolled = [
        last(CLOCK, session, says(CLOCK, roll=roll))[0].due_on
        for roll in ("previous_working_day", "next_working_day")
    ]
    assert rolled == [day(before), day(after)]


@pytest.mark.parametrize("on", ["04-02", "04-03", "04-04", "04-05", "04-06"])
def test_whatever_day_of_easter_it_was_called_off_five_working_days_end_on_the_same(on):
    rearranged = one("cancellation-rearranged", stream(called_off(day(on), day(on))))
    assert rearranged.due_on == day("04-13")


def test_in_scotland_easter_monday_is_a_working_day():
    scotland = replace(ENGLAND, holidays=ENGLAND.holidays - {day("04-06")})
    cancelled = stream(called_off(day("04-02"), day("04-02")))
    there = one("cancellation-rearranged", cancelled, book(calendars=(scotland,)))
    assert there.due_on == day("04-10")


def test_a_session_on_good_friday_is_a_session():
    met = rows(CLOCK, stream(held(day("03-06")), held(day("04-03"))))[-2]
    assert (met.due_on, met.met_on, met.in_time) == (day("04-03"), day("04-03"), True)


# Christmas and New Year.
CLOSED = {day("2026-12-29"), day("2026-12-30"), day("2026-12-31")}
WINTER = replace(ENGLAND, holidays=ENGLAND.holidays | {day("2027-01-01")})
"""Boxing Day of 2026 is a Saturday: its holiday is Monday the 28th."""


@pytest.mark.parametrize(
    ("calendar", "due_on"),
    [
        (WINTER, "2026-12-31"),
        (replace(WINTER, holidays=WINTER.holidays | CLOSED), "2027-01-06"),
    ],
    ids=["open between the years", "closed between the years"],
)
def test_five_working_days_from_22_december_leave_out_what_is_closed(
    calendar: Calendar, due_on: str
):
    facts = stream(called_off(day("2026-12-22"), day("2026-12-22")))
    row = one("cancellation-rearranged", facts, book(calendars=(calendar,)))
    assert row.due_on == day(due_on)


@pytest.mark.parametrize(
    ("on", "due_on"), [("2026-12-25", "2026-12-29"), ("2027-01-01", "2027-01-04")]
)
def test_a_decision_of_the_day_before_a_holiday_is_on_the_record_a_working_day_later(on, due_on):
    working = make.policy({"oversight-recorded": {"interval": 1, "unit": "working_day"}})
    decided = note(day(on) - days(1), recorded_on=day(due_on))
    row = one(
        "oversight-recorded",
        make.case_stream(notes=(decided,)),
        book(working, calendars=(WINTER,)),
    )
    assert (row.due_on, row.in_time) == (day(due_on), True)


@pytest.mark.parametrize(("on", "due_on"), [("2025-12-04", "2026-01-01"), ("2025-12-31", "01-28")])
def test_a_clock_runs_through_new_year(on, due_on):
    row = last(CLOCK, stream(held(day(on))))[0]
    assert (row.due_on, row.breach_on) == (day(due_on), day(due_on) + days(1))


# A day off that is announced late.
@pytest.mark.parametrize(
    ("announced_on", "shared_on", "dues", "on_the_9th"),
    [
        ("05-06", None, ["05-08", "05-11"], State.DUE_SOON),
        ("05-09", None, ["05-08", "05-11"], State.DUE_SOON),
        ("05-10", None, ["05-08", "05-11"], State.OVERDUE),
        ("05-09", "05-08", ["05-08"], State.MET),
        ("05-10", "05-09", ["05-08"], State.MET_LATE),
    ],
)
def test_a_day_off_announced_late_moves_what_is_open_and_keeps_what_was_late(
    announced_on, shared_on, dues, on_the_9th
):
    """Five working days from Thursday 30 April, past the holiday of the 4th, are Friday 8 May."""
    off = ENGLAND.holidays | {day("05-08")}
    announced = replace(ENGLAND, version=2, applies_from=day(announced_on), holidays=off)
    working = make.policy({"record-shared": {"interval": 5, "unit": "working_day"}})
    facts = stream(held(day("04-30"), shared_on=day(shared_on) if shared_on else None))
    found = rows("record-shared", facts, book(working, calendars=(ENGLAND, announced)))
    assert [row.due_on for row in found] == [day(due) for due in dues]
    assert on_the_9th in [state for row in found for state in states(row, "05-09")]
