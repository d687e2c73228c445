"""What a policy sets decides: how it is counted, and what counts, on both sides of a boundary."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.rules.catalogue import RULES
from app.rules.expectation import Expectation
from app.rules.facts import AgreementStream, CaseStream, Session, WorkerStream
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from app.vocabulary import SessionKind, State
from tests.rules import make
from tests.rules.found import last, one, states
from tests.rules.make import (
    absence,
    agreement,
    agreement_stream,
    allocation,
    book,
    called_off,
    case_stream,
    day,
    days,
    discussed,
    held,
    note,
    plan,
    post,
    stream,
    worker,
)

Facts = WorkerStream | CaseStream | AgreementStream
MONDAY = day("03-30")
"""Before Easter: Good Friday is 3 April 2026, Easter Monday the 6th."""
LATE = day("06-01")
SUPERVISED = worker(post(MONDAY))


def says(rule: str, **parameters: Any) -> RuleBook:
    """A policy that says so of one rule, from the beginning."""
    return book(make.policy({rule: parameters}))


def in_need(**facts: Any) -> CaseStream:
    return case_stream(plans=(plan("child_in_need", MONDAY),), **facts)


COUNTED: dict[str, Callable[[], Facts]] = {
    "personal-timescale": lambda: stream(worker=SUPERVISED),
    "feedback-sought": lambda: stream(held(MONDAY)),
    "identity-explored": lambda: stream(worker=SUPERVISED),
    "record-on-time": lambda: stream(held(MONDAY, recorded_on=LATE)),
    "record-shared": lambda: stream(held(MONDAY, shared_on=None)),
    "record-signed": lambda: stream(held(MONDAY, signatures=None)),
    "cancellation-rearranged": lambda: stream(called_off(MONDAY, MONDAY)),
    "agreement-signed": lambda: agreement_stream(agreement(MONDAY)),
    "agreement-reviewed": lambda: agreement_stream(agreement(MONDAY)),
    "case-timescale": in_need,
    "case-first": lambda: case_stream(allocations=(allocation(MONDAY),)),
    "oversight-gap": in_need,
    "oversight-recorded": lambda: case_stream(notes=(note(MONDAY, recorded_on=LATE),)),
}
"""Of each rule that counts, what has it count from that Monday without being met."""
EVERY_RULE_THAT_COUNTS = pytest.mark.parametrize("rule", COUNTED)


def counted(rule: str, **parameters: Any) -> Expectation:
    """What the rule expects of its facts by five days on, unless told otherwise."""
    usual = {"interval": 5, "unit": "calendar_day"}
    return one(rule, COUNTED[rule](), says(rule, **{**usual, **parameters}))


def test_every_rule_with_an_interval_is_among_them():
    assert set(COUNTED) == {code for code, rule in RULES.items() if "interval" in rule.parameters}


@EVERY_RULE_THAT_COUNTS
@pytest.mark.parametrize(
    ("parameters", "due_on"),
    [
        ({"interval": 4}, "04-03"),
        ({"interval": 5}, "04-04"),
        ({"unit": "working_day"}, "04-08"),
        ({"unit": "calendar_month", "interval": 1}, "04-30"),
        ({"count_from": "inclusive"}, "04-03"),
        ({"count_from": "inclusive", "unit": "working_day"}, "04-07"),
        ({"count_from": "inclusive", "unit": "calendar_month", "interval": 1}, "04-29"),
        ({"roll": "previous_working_day"}, "04-02"),
        ({"roll": "next_working_day"}, "04-07"),
        ({"roll": "next_working_day", "interval": 3}, "04-02"),
        ({"roll": "next_working_day", "interval": 4}, "04-07"),
        ({"roll": "next_working_day", "count_from": "inclusive", "interval": 4}, "04-02"),
    ],
)
def test_interval_unit_count_from_and_roll_say_which_day_is_the_last(rule, parameters, due_on):
    row = counted(rule, **parameters)
    assert (row.due_on, row.breach_on) == (day(due_on), day(due_on) + days(1))


@EVERY_RULE_THAT_COUNTS
def test_grace_lies_between_the_due_day_and_the_breach(rule):
    row = counted(rule, grace=3)
    found = states(row, "04-04", "04-05", "04-07", "04-08")
    assert found == [State.DUE_TODAY, State.IN_GRACE, State.IN_GRACE, State.OVERDUE]


def test_in_the_days_of_grace_it_is_late_and_no_breach():
    facts = stream(held(MONDAY, shared_on=day("04-06")))
    row = one("record-shared", facts, says("record-shared", interval=5, grace=3))
    assert (row.in_time, states(row, "04-05", "04-06")) == (False, [State.IN_GRACE, State.MET_LATE])


@pytest.mark.parametrize(
    ("hours", "last_minute"), [(1, "2026-03-30T11:00Z"), (48, "2026-04-01T10:00Z")]
)
@pytest.mark.parametrize(("later", "in_time"), [(0, True), (1, False)])
def test_hours_are_counted_to_the_minute(hours, last_minute, later, in_time):
    at = datetime.fromisoformat(last_minute) + timedelta(minutes=later)
    written = note(MONDAY, make.instant(MONDAY, 10), recorded_on=at.date(), recorded_at=at)
    rules = says("oversight-recorded", interval=hours)
    row = one("oversight-recorded", case_stream(notes=(written,)), rules)
    assert (row.due_on, row.in_time) == (at.date(), in_time)


@pytest.mark.parametrize(("hours", "due_on"), [(24, "03-31"), (25, "04-01"), (48, "04-01")])
def test_of_a_decision_with_only_a_day_each_day_begun_is_a_day(hours, due_on):
    rules = says("oversight-recorded", interval=hours)
    assert one("oversight-recorded", COUNTED["oversight-recorded"](), rules).due_on == day(due_on)


# Intervals by plan, by role, of discussions.
@pytest.mark.parametrize("rule", ["case-timescale", "oversight-gap"])
@pytest.mark.parametrize(
    ("plan_type", "due_on"),
    [("child_protection", "04-06"), ("early_help", "05-29"), ("care_leaver", "04-09")],
)
def test_a_plan_has_the_interval_that_the_policy_gives_it(rule, plan_type, due_on):
    own = {"child_protection": 7, "early_help": 60, "care_leaver": None}
    facts = case_stream(plans=(plan(plan_type, MONDAY),))
    assert one(rule, facts, says(rule, interval=10, intervals=own)).due_on == day(due_on)


@pytest.mark.parametrize("rule", ["personal-timescale", "identity-explored"])
@pytest.mark.parametrize(("role", "due_on"), [("manager", "05-11"), ("social_worker", "04-09")])
def test_a_role_has_the_interval_that_the_policy_gives_it(rule, role, due_on):
    facts = stream(worker=worker(post(MONDAY, role=role)))
    rules = says(rule, interval=10, intervals={"manager": 42})
    assert one(rule, facts, rules).due_on == day(due_on)


def test_a_discussion_is_written_up_within_an_interval_of_its_own():
    rules = says("record-on-time", interval=8, intervals={"discussion": 3})
    session = discussed(MONDAY)
    own = one("record-on-time", stream(session), rules)
    of_the_case = one("record-on-time", case_stream(session), rules)
    assert (own.due_on, of_the_case.due_on) == (day("04-13"), day("04-02"))


def test_without_an_interval_of_its_own_a_discussion_has_that_of_its_session():
    rules = says("record-on-time", interval=8, intervals={"discussion": None})
    assert one("record-on-time", case_stream(discussed(MONDAY)), rules).due_on == day("04-13")


# What counts.
EVERYTHING = [kind.value for kind in SessionKind]


def opened(rule: str, session: Session, rules: RuleBook) -> date:
    """The last day from which the rule counts, of the Monday and the day of the session."""
    facts: Facts = stream(session, worker=SUPERVISED)
    if rule in ("case-timescale", "oversight-gap"):
        facts = case_stream(session, plans=(plan("child_in_need", MONDAY),))
    return last(rule, facts, rules)[-1].opened_on


@pytest.mark.parametrize("kind", list(SessionKind))
@pytest.mark.parametrize(
    "rule", ["personal-timescale", "identity-explored", "case-timescale", "oversight-gap"]
)
def test_a_session_counts_if_policy_names_its_kind_and_only_then(rule, kind):
    session = discussed(LATE, kind=kind)
    others = [each for each in EVERYTHING if each != kind]
    assert opened(rule, session, says(rule, kinds=[kind])) == LATE
    assert opened(rule, session, says(rule, kinds=others)) == MONDAY


@pytest.mark.parametrize(("from_on", "counts"), [(LATE, LATE), (LATE + days(1), MONDAY)])
@pytest.mark.parametrize("rule", ["personal-timescale", "case-timescale"])
def test_the_policy_of_the_session_s_day_says_which_kinds_count(rule, from_on, counts):
    rules = book(make.policy({rule: {"kinds": ["group"]}}, applies_from=from_on))
    assert opened(rule, discussed(LATE, kind=SessionKind.GROUP), rules) == counts


@pytest.mark.parametrize(("minutes", "counts"), [(44, MONDAY), (45, LATE)])
def test_a_personal_session_counts_from_the_least_minutes_on(minutes, counts):
    rules = says("personal-timescale", minimum_minutes=45)
    assert opened("personal-timescale", held(LATE, minutes=minutes), rules) == counts


def test_where_no_minutes_are_asked_for_one_of_unknown_length_counts():
    rules = says("personal-timescale", minimum_minutes=0)
    assert opened("personal-timescale", held(LATE, minutes=None), rules) == LATE


@pytest.mark.parametrize(("reason", "due_on"), [("training", "04-16"), ("sickness", "04-09")])
def test_the_reasons_that_policy_names_pause_and_no_others(reason, due_on):
    away = worker(post(MONDAY), absences=(absence("04-01", "04-07", reason),))
    document = {"pausing_reasons": ["training"], "rules": {"personal-timescale": {"interval": 10}}}
    rules = book(Policy.from_document(document, 1, date.min, DEFAULT_POLICY))
    assert last("personal-timescale", stream(worker=away), rules)[-1].due_on == day(due_on)
