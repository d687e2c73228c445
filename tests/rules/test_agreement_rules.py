"""agreement-signed and agreement-reviewed."""

import pytest

from app.rules.expectation import Expectation
from app.vocabulary import EndReason, State, SubjectType
from tests.rules import make
from tests.rules.found import last, one, rows, shape, states
from tests.rules.make import absence, agreement, agreement_stream, book, day

MONDAY = day("01-05")
RULES = ["agreement-signed", "agreement-reviewed"]


def signed(signed_on: str | None, ended_on: str | None = None) -> Expectation:
    agreed = agreement(
        MONDAY,
        day(ended_on) if ended_on else None,
        signed_on=day(signed_on) if signed_on else None,
    )
    return one("agreement-signed", agreement_stream(agreed))


# 28 calendar days from Monday 5 January are Monday 2 February.
@pytest.mark.parametrize(("on", "in_time"), [("02-02", True), ("02-03", False)])
def test_an_agreement_is_signed_within_28_days(on, in_time):
    row = signed(on)
    assert (row.due_on, row.met_on, row.in_time) == (day("02-02"), day(on), in_time)


def test_unsigned_it_is_overdue_after_that():
    assert states(signed(None), "02-02", "02-03") == [State.DUE_TODAY, State.OVERDUE]


def test_signed_before_it_begins_it_is_signed_on_its_first_day():
    assert signed("2025-12-20").met_on == MONDAY


@pytest.mark.parametrize(("ended_on", "state"), [("02-02", State.ENDED), ("02-03", State.OVERDUE)])
def test_one_that_ends_by_the_due_day_is_no_breach(ended_on, state):
    row = signed(None, ended_on)
    assert row.end_reason is EndReason.CLOSED
    assert states(row, "02-03") == [state]


# 365 calendar days from Monday 5 January 2026 are Tuesday 5 January 2027.
def reviewed(*on: str, ended_on: str | None = None, **changes) -> list[Expectation]:
    agreed = agreement(
        MONDAY, day(ended_on) if ended_on else None, reviews=tuple(day(each) for each in on)
    )
    return rows("agreement-reviewed", agreement_stream(agreed, **changes))


def test_unreviewed_it_is_overdue_after_365_days():
    [row] = reviewed()
    assert row.due_on == day("2027-01-05")
    assert states(row, "2027-01-05", "2027-01-06") == [State.DUE_TODAY, State.OVERDUE]


@pytest.mark.parametrize(("on", "in_time"), [("2027-01-05", True), ("2027-01-06", False)])
def test_a_review_on_the_due_day_is_in_time_and_a_day_later_late(on, in_time):
    first, second = reviewed(on)
    assert (first.met_on, first.in_time) == (day(on), in_time)
    assert (second.opened_on, second.due_on) == (day(on), day(on) + make.days(365))


def test_365_days_from_1_march_2027_end_on_leap_day():
    assert reviewed("2027-03-01")[-1].due_on == day("2028-02-29")


def test_an_early_review_banks_nothing_and_two_on_one_day_are_one():
    assert [row.due_on for row in reviewed("01-06", "01-06")] == [
        day("2027-01-05"),
        day("2027-01-06"),
    ]


def test_a_review_before_the_agreement_began_does_not_count():
    assert [row.opened_on for row in reviewed("2025-12-20")] == [MONDAY]


@pytest.mark.parametrize(("on", "found"), [("06-30", 2), ("07-01", 1)])
def test_a_review_on_the_last_day_counts_and_one_after_it_does_not(on, found):
    assert len(reviewed(on, ended_on="06-30")) == found


def test_no_absence_moves_a_review():
    [row] = reviewed(absences=(absence("02-16", "03-15"),))
    assert shape([row]) == [(MONDAY, None, day("2027-01-05"))]


@pytest.mark.parametrize("rule", RULES)
def test_when_an_agreement_ends_nothing_more_is_expected_of_it(rule):
    row = one(rule, agreement_stream(agreement(MONDAY, day("01-20"))))
    assert (row.ended_on, row.end_reason) == (day("01-21"), EndReason.CLOSED)


def test_due_on_the_last_day_and_unreviewed_is_no_breach():
    [row] = reviewed(ended_on="2027-01-05")
    assert states(row, "2027-01-05", "2027-01-06") == [State.DUE_TODAY, State.ENDED]


@pytest.mark.parametrize("rule", RULES)
def test_it_is_carried_by_the_supervisee_under_the_supervisor_agreed(rule):
    agreed = agreement(MONDAY)
    row = one(rule, agreement_stream(agreed))
    assert (row.subject_type, row.subject_id) == (SubjectType.AGREEMENT, agreed.id)
    assert (row.worker_id, row.supervisor_id, row.team_id) == (
        make.WORKER,
        make.MANAGER,
        make.TEAM,
    )


def test_a_year_may_be_counted_in_months_and_ends_on_28_february_where_there_is_no_29th():
    monthly = book(make.policy({"agreement-reviewed": {"unit": "calendar_month", "interval": 12}}))
    facts = agreement_stream(agreement(day("2028-02-29")))
    assert one("agreement-reviewed", facts, monthly).due_on == day("2029-02-28")


def test_a_shorter_year_from_a_new_version_counts_from_its_day():
    half = make.policy({"agreement-reviewed": {"interval": 180}}, applies_from=day("12-01"))
    found = last("agreement-reviewed", agreement_stream(agreement(MONDAY)), book(half))
    assert shape(found) == [
        (MONDAY, day("12-01"), day("2027-01-05")),
        (day("12-01"), None, day("2027-01-05")),
    ]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_agreements_that_is_switched_off_expects_nothing(rule):
    off = book(make.policy({rule: {"enabled": False}}))
    assert rows(rule, agreement_stream(agreement(MONDAY)), off) == []
