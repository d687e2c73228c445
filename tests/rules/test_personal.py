import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import state_on
from app.vocabulary import Direction, EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.make import book, day, held, stream

TO_SUPERVISOR, TO_SUPERVISEE = (
    Direction.SUPERVISEE_TO_SUPERVISOR,
    Direction.SUPERVISOR_TO_SUPERVISEE,
)
MONDAY = day("01-05")
CONTENT = [
    "personal-duration",
    "check-in",
    "feedback-time",
    "feedback-two-way",
    "reflection-recorded",
    "appreciation-recorded",
]


def rows(rule, *sessions, rules=None, **changes) -> list[Expectation]:
    found = evaluate(stream(*sessions, **changes), rules or book())
    return [row for row in found if row.rule == rule]


def one(rule, *sessions, **changes) -> Expectation:
    return rows(rule, *sessions, **changes)[0]


@pytest.mark.parametrize(
    ("rule", "changes", "met"),
    [
        ("personal-duration", {"minutes": 90}, True),
        ("personal-duration", {"minutes": 89}, False),
        ("personal-duration", {"minutes": 100, "interrupted_minutes": 10}, True),
        ("personal-duration", {"minutes": 100, "interrupted_minutes": 11}, False),
        ("personal-duration", {"minutes": 90, "interrupted_minutes": None}, True),
        ("check-in", {"check_in": True}, True),
        ("check-in", {"check_in": False}, False),
        ("feedback-time", {"feedback_minutes": 10}, True),
        ("feedback-time", {"feedback_minutes": 9}, False),
    ],
)
def test_each_boundary_from_both_sides(rule, changes, met):
    row = one(rule, held(MONDAY, **changes))
    assert (row.met_on is not None) is met
    assert row.due_on == row.breach_on == MONDAY
    assert state_on(row, MONDAY, 7) is (State.MET if met else State.OVERDUE)


@pytest.mark.parametrize(
    ("rule", "changes", "reason"),
    [
        ("personal-duration", {"minutes": None}, "minutes_not_known"),
        ("check-in", {"check_in": None}, "not_sent"),
        ("feedback-time", {"feedback_minutes": None}, "not_sent"),
        ("feedback-two-way", {"feedback_listed": False}, "not_sent"),
        ("feedback-sought", {"feedback_listed": False}, "not_sent"),
    ],
)
def test_what_was_not_sent_cannot_be_judged(rule, changes, reason):
    row = one(rule, held(MONDAY, **changes))
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, reason)
    assert (row.due_on, row.breach_on, row.met_on) == (None, None, None)


@pytest.mark.parametrize("rule", [*CONTENT, "feedback-sought"])
@pytest.mark.parametrize(
    "changes",
    [
        {"kind": SessionKind.INFORMAL},
        {"kind": SessionKind.GROUP},
        {"kind": SessionKind.CASE},
        {"status": SessionStatus.CANCELLED, "cancelled_on": MONDAY},
        {"status": SessionStatus.MISSED, "planned_on": MONDAY},
        {"status": SessionStatus.PLANNED, "planned_on": MONDAY},
    ],
)
def test_only_held_personal_sessions_owe_anything(rule, changes):
    assert rows(rule, held(MONDAY, **changes)) == []


@pytest.mark.parametrize("rule", [*CONTENT, "feedback-sought"])
def test_a_rule_that_is_switched_off_expects_nothing(rule):
    off = book(make.policy({rule: {"enabled": False}}))
    assert rows(rule, held(MONDAY), rules=off) == []


@pytest.mark.parametrize("rule", CONTENT)
def test_the_policy_of_the_record_s_day_counts(rule):
    off = book(make.policy({rule: {"enabled": False}}, applies_from=day("01-06")))
    assert len(rows(rule, held(MONDAY), held(day("01-06")), rules=off)) == 1


def test_a_breach_of_content_ends_with_the_next_session_of_any_length():
    bad = held(MONDAY, check_in=False)
    row = one("check-in", bad, held(day("01-12"), minutes=5))
    assert (row.ended_on, row.end_reason) == (day("01-12"), EndReason.SUPERSEDED)
    assert state_on(row, day("01-11"), 7) is State.OVERDUE
    assert state_on(row, day("01-12"), 7) is State.ENDED


def test_another_session_on_the_same_day_supersedes_nothing():
    assert one("check-in", held(MONDAY, check_in=False), held(MONDAY)).ended_on is None


def test_what_cannot_be_judged_ends_with_the_next_session_too():
    row = one("check-in", held(MONDAY, check_in=None), held(day("01-12")))
    assert (row.ended_on, row.end_reason) == (day("01-12"), EndReason.SUPERSEDED)


# appreciation-recorded
@pytest.mark.parametrize(
    ("appreciated", "state"),
    [(True, State.MET), (False, State.OVERDUE), (None, State.CANNOT_JUDGE)],
)
def test_strengths_are_noticed_or_it_is_a_breach_and_if_not_sent_cannot_be_judged(
    appreciated, state
):
    row = one("appreciation-recorded", held(MONDAY, appreciated=appreciated))
    assert state_on(row, MONDAY, 7) is state
