import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import state_on
from app.vocabulary import Direction, EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.make import book, day, feedback, held, stream

TO_SUPERVISOR, TO_SUPERVISEE = (
    Direction.SUPERVISEE_TO_SUPERVISOR,
    Direction.SUPERVISOR_TO_SUPERVISEE,
)
MONDAY = day("01-05")
CONTENT = ["personal-duration", "check-in", "feedback-time", "feedback-two-way"]


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


# feedback-two-way
@pytest.mark.parametrize(
    ("given", "met"),
    [
        ([], False),
        ([feedback(TO_SUPERVISOR, MONDAY)], False),
        ([feedback(TO_SUPERVISEE, MONDAY)], False),
        ([feedback(TO_SUPERVISOR, MONDAY), feedback(TO_SUPERVISEE, MONDAY)], True),
        ([feedback(TO_SUPERVISOR, MONDAY, declined=True), feedback(TO_SUPERVISEE, MONDAY)], False),
    ],
)
def test_feedback_goes_both_ways_or_it_is_a_breach(given, met):
    row = one("feedback-two-way", held(MONDAY, feedback=tuple(given)))
    assert (row.met_on is not None) is met


def test_another_supervisee_s_feedback_does_not_serve():
    other = make.new_id()
    given = tuple(feedback(each, MONDAY, worker_id=other) for each in Direction)
    row = one("feedback-two-way", held(MONDAY, feedback=given))
    assert state_on(row, MONDAY, 7) is State.OVERDUE


# feedback-sought
def sought(given_on, **changes):
    given = (feedback(TO_SUPERVISOR, given_on, **changes),)
    return one("feedback-sought", held(MONDAY, feedback=given))


@pytest.mark.parametrize(("given_on", "in_time"), [("01-12", True), ("01-13", False)])
def test_feedback_is_sought_within_five_working_days(given_on, in_time):
    row = sought(day(given_on))
    assert (row.due_on, row.met_on, row.in_time) == (day("01-12"), day(given_on), in_time)


def test_having_declined_counts_as_having_been_asked():
    assert sought(MONDAY, declined=True).in_time


def test_feedback_dated_before_its_session_is_of_the_session_s_day():
    assert sought(day("01-02")).met_on == MONDAY


def test_the_supervisor_s_feedback_is_not_the_supervisee_s():
    row = one("feedback-sought", held(MONDAY, feedback=(feedback(TO_SUPERVISEE, MONDAY),)))
    assert row.met_on is None


def test_an_empty_list_is_a_breach_after_the_due_day():
    row = one("feedback-sought", held(MONDAY))
    assert state_on(row, day("01-12"), 7) is State.DUE_TODAY
    assert state_on(row, day("01-13"), 7) is State.OVERDUE


def test_a_session_before_the_breach_supersedes_nothing():
    row = one("feedback-sought", held(MONDAY), held(day("01-13")))
    assert row.ended_on is None


def test_the_first_session_after_the_breach_day_supersedes():
    row = one("feedback-sought", held(MONDAY), held(day("01-13")), held(day("01-14")))
    assert (row.ended_on, row.end_reason) == (day("01-14"), EndReason.SUPERSEDED)


def test_what_was_superseded_and_met_after_that_is_met_late_from_that_day():
    given = (feedback(TO_SUPERVISOR, day("01-20")),)
    row = one("feedback-sought", held(MONDAY, feedback=given), held(day("01-14")))
    states = [state_on(row, day(each), 7) for each in ("01-13", "01-14", "01-19", "01-20")]
    assert states == [State.OVERDUE, State.ENDED, State.ENDED, State.MET_LATE]


def test_feedback_is_no_longer_sought_from_a_leaver():
    leaver = make.worker(make.post(ended_on=day("01-08")))
    row = one("feedback-sought", held(MONDAY), worker=leaver)
    assert (row.ended_on, row.end_reason) == (day("01-09"), EndReason.LEFT)


def test_a_session_outside_the_duty_is_not_bound_to_it():
    later = make.worker(make.post(day("02-01")))
    assert one("feedback-sought", held(MONDAY), worker=later).ended_on is None
