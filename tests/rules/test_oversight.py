"""oversight-recorded and oversight-independent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Note
from app.vocabulary import Judgement, State
from tests.rules import make
from tests.rules.found import one, rows, states
from tests.rules.make import allocation, book, case_stream, day, note

OTHER_WORKER = make.new_id()


def utc(text: str) -> datetime:
    """An instant of 2026 in UTC."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def decided(on: str, at: str | None, recorded: str | None) -> Note:
    """A decision of a civil day, at an instant, on the record on the civil day of an instant."""
    recorded_at = utc(recorded) if recorded else None
    return note(
        day(on),
        utc(at) if at else None,
        recorded_at=recorded_at,
        recorded_on=recorded_at.date() if recorded_at else None,
    )


def recorded(written: Note, rules=None) -> Expectation:
    return one("oversight-recorded", case_stream(notes=(written,)), rules)


# Worked case 11: 16:00 in London is 15:00 in UTC.
def friday_s(written_up: str | None) -> Note:
    return decided("05-22", "05-22T15:00", written_up)


def test_a_decision_of_friday_16_00_is_due_on_saturday_at_16_00():
    row = recorded(friday_s("05-22T16:00"))
    assert (row.due_on, row.due_at) == (day("05-23"), utc("05-23T15:00"))
    assert row.breach_on == day("05-24")


@pytest.mark.parametrize(("at", "in_time"), [("05-23T15:00", True), ("05-23T15:01", False)])
def test_24_hours_are_judged_by_the_instant(at, in_time):
    row = recorded(friday_s(at))
    assert (row.met_on, row.in_time) == (day("05-23"), in_time)
    assert states(row, "05-23") == [State.MET if in_time else State.MET_LATE]


def test_what_is_missing_on_the_day_after_is_a_breach():
    row = recorded(friday_s("05-26T09:00"))
    assert states(row, "05-23", "05-24", "05-26") == [
        State.DUE_TODAY,
        State.OVERDUE,
        State.MET_LATE,
    ]


ONE_WORKING_DAY = book(make.policy({"oversight-recorded": {"unit": "working_day", "interval": 1}}))


@pytest.mark.parametrize(("at", "in_time"), [("05-26T21:00", True), ("05-27T06:00", False)])
def test_one_working_day_from_that_friday_is_tuesday_after_the_bank_holiday(at, in_time):
    row = recorded(friday_s(at), ONE_WORKING_DAY)
    assert (row.due_on, row.due_at, row.in_time) == (day("05-26"), None, in_time)


# The clocks.
def test_when_the_clocks_go_forward_24_hours_end_an_hour_later_by_the_clock():
    row = recorded(decided("03-28", "03-28T16:00", "03-29T16:00"))
    assert (row.due_on, row.due_at, row.in_time) == (day("03-29"), utc("03-29T16:00"), True)


def test_24_hours_from_half_past_eleven_before_the_clocks_go_forward_end_the_day_after_next():
    row = recorded(decided("03-28", "03-28T23:30", "03-29T09:00"))
    assert row.due_on == day("03-30")


def test_when_the_clocks_go_back_24_hours_can_end_on_the_same_day():
    row = recorded(decided("10-25", "10-24T23:30", "10-25T09:00"))
    assert (row.due_on, row.due_at) == (day("10-25"), utc("10-25T23:30"))


@pytest.mark.parametrize("on", ["03-28", "03-29", "05-22", "10-24", "10-25"])
def test_a_decision_with_a_day_and_no_time_is_due_by_the_end_of_the_next_day(on):
    row = recorded(note(day(on)))
    assert (row.due_on, row.due_at) == (day(on) + make.days(1), None)


@pytest.mark.parametrize(("at", "in_time"), [("05-23T22:00", True), ("05-24T06:00", False)])
def test_of_a_decision_with_only_a_day_the_whole_next_day_is_in_time(at, in_time):
    assert recorded(decided("05-22", None, at)).in_time is in_time


def test_the_organisation_s_time_zone_says_on_which_day_24_hours_end():
    paris = book(calendars=(replace(make.ENGLAND, time_zone="Europe/Paris"),))
    written = decided("05-22", "05-22T22:30", "05-23T09:00")
    assert recorded(written).due_on == day("05-23")
    assert recorded(written, paris).due_on == day("05-24")


# What is not known, and what is odd.
def test_without_recorded_at_it_cannot_be_judged():
    row = recorded(friday_s(None))
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "recorded_at_not_sent")
    assert (row.due_on, row.due_at, row.breach_on) == (None, None, None)


def test_written_up_before_its_decision_it_is_on_the_record_from_the_decision_on():
    row = recorded(decided("05-22", "05-22T15:00", "05-21T09:00"))
    assert (row.met_on, row.in_time) == (day("05-22"), True)


def test_each_note_is_expected_by_itself_and_none_supersedes_another():
    late = friday_s("05-27T09:00")
    found = rows("oversight-recorded", case_stream(notes=(late, note(day("05-25")))))
    assert [(row.record_id == late.id, row.ended_on) for row in found] == [
        (True, None),
        (False, None),
    ]


def test_a_case_without_notes_has_none_to_record():
    assert rows("oversight-recorded", case_stream()) == []


def test_a_day_that_is_rolled_is_no_longer_judged_by_the_hour():
    rolled = book(make.policy({"oversight-recorded": {"roll": "next_working_day"}}))
    row = recorded(friday_s("05-26T20:00"), rolled)
    assert (row.due_on, row.due_at, row.in_time) == (day("05-26"), None, True)


def test_a_later_calendar_rolls_the_day_and_tells_no_other_time_zone():
    rules = make.policy({"oversight-recorded": {"roll": "next_working_day"}})
    closed = make.ENGLAND.holidays | {day("05-22")}
    paris = replace(
        make.ENGLAND,
        version=2,
        applies_from=day("05-22"),
        holidays=closed,
        time_zone="Europe/Paris",
    )
    late = decided("05-20", "05-20T22:30", None)
    told = replace(late, recorded_on=day("05-22"), recorded_at=make.instant(day("05-22")))
    found = rows(
        "oversight-recorded",
        case_stream(notes=(told,)),
        book(rules, calendars=(make.ENGLAND, paris)),
    )
    assert [row.due_on for row in found] == [day("05-21")]


def test_grace_lies_between_the_due_day_and_the_breach():
    graceful = book(make.policy({"oversight-recorded": {"grace": 2}}))
    row = recorded(friday_s("05-28T09:00"), graceful)
    assert states(row, "05-25", "05-26") == [State.IN_GRACE, State.OVERDUE]


@pytest.mark.parametrize("rule", ["oversight-recorded", "oversight-independent"])
def test_the_version_of_the_decision_s_day_decides_whether_anything_is_expected(rule):
    off = book(make.policy({rule: {"enabled": False}}, applies_from=day("05-23")))
    facts = case_stream(notes=(note(day("05-22")), note(day("05-23"))))
    assert [row.opened_on for row in rows(rule, facts, off)] == [day("05-22")]


# oversight-independent
def independent(*held_by, author_id=make.WORKER) -> Expectation:
    written = note(day("05-22"), author_id=author_id)
    return one("oversight-independent", case_stream(notes=(written,), allocations=held_by))


def test_somebody_who_does_not_hold_the_case_oversees_it():
    row = independent(allocation(), author_id=make.MANAGER)
    assert states(row, "05-22") == [State.MET]


def test_whoever_holds_the_case_does_not_oversee_it():
    row = independent(allocation())
    assert states(row, "05-22") == [State.OVERDUE]
    assert row.record_type == "oversight_note"


@pytest.mark.parametrize(("from_on", "met"), [("05-22", False), ("05-23", True)])
def test_the_first_day_of_an_allocation_counts(from_on, met):
    assert (independent(allocation(day(from_on))).met_on is not None) is met


@pytest.mark.parametrize(("last_day", "met"), [("05-21", True), ("05-22", False)])
def test_the_last_day_of_an_allocation_counts(last_day, met):
    assert (independent(allocation(ended_on=day(last_day))).met_on is not None) is met


def test_on_the_day_the_case_is_handed_over_the_one_before_may_oversee_it():
    old = allocation(ended_on=day("05-22"))
    assert independent(old, allocation(day("05-22"), worker_id=OTHER_WORKER)).met_on


def test_of_two_who_hold_a_case_neither_may_oversee_it():
    assert independent(allocation(), allocation(worker_id=OTHER_WORKER)).met_on is None


def test_where_no_allocation_is_known_nobody_can_say_who_holds_the_case():
    row = independent()
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "allocation_not_sent")


def test_a_note_breach_of_independence_ends_with_the_next_discussion():
    later = make.discussed(day("06-01"))
    written = note(day("05-22"), author_id=make.WORKER)
    row = one("oversight-independent", case_stream(later, notes=(written,)))
    assert row.ended_on == day("06-01")
