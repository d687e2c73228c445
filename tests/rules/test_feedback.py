"""feedback-two-way, feedback-sought and low-score-followed-up."""

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Session
from app.vocabulary import Direction, EndReason, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import rows as rows_of
from tests.rules.found import states
from tests.rules.make import action, book, day, feedback, held, stream

TO_SUPERVISOR, TO_SUPERVISEE = (
    Direction.SUPERVISEE_TO_SUPERVISOR,
    Direction.SUPERVISOR_TO_SUPERVISEE,
)
MONDAY = day("01-05")


def rows(rule, *sessions, rules=None, **changes) -> list[Expectation]:
    return rows_of(rule, stream(*sessions, **changes), rules)


def one(rule, *sessions, **changes) -> Expectation:
    return rows(rule, *sessions, **changes)[0]


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
    assert states(row, "01-05") == [State.OVERDUE]


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
    assert states(row, "01-12", "01-13") == [State.DUE_TODAY, State.OVERDUE]


def test_a_session_before_the_breach_supersedes_nothing():
    row = one("feedback-sought", held(MONDAY), held(day("01-13")))
    assert row.ended_on is None


def test_the_first_session_after_the_breach_day_supersedes():
    row = one("feedback-sought", held(MONDAY), held(day("01-13")), held(day("01-14")))
    assert (row.ended_on, row.end_reason) == (day("01-14"), EndReason.SUPERSEDED)


def test_what_was_superseded_and_met_after_that_is_met_late_from_that_day():
    given = (feedback(TO_SUPERVISOR, day("01-20")),)
    row = one("feedback-sought", held(MONDAY, feedback=given), held(day("01-14")))
    assert states(row, "01-13", "01-14", "01-19", "01-20") == [
        State.OVERDUE,
        State.ENDED,
        State.ENDED,
        State.MET_LATE,
    ]


@pytest.mark.parametrize(("given_on", "state"), [("01-20", State.MET_LATE), ("01-21", State.ENDED)])
def test_what_was_superseded_is_met_late_up_to_the_worker_s_last_day_and_not_after(given_on, state):
    leaver = make.worker(make.post(ended_on=day("01-20")))
    given = (feedback(TO_SUPERVISOR, day(given_on)),)
    row = one("feedback-sought", held(MONDAY, feedback=given), held(day("01-14")), worker=leaver)
    assert states(row, "01-13", "01-14", "02-01") == [State.OVERDUE, State.ENDED, state]


def test_feedback_is_no_longer_sought_from_a_leaver():
    leaver = make.worker(make.post(ended_on=day("01-08")))
    row = one("feedback-sought", held(MONDAY), worker=leaver)
    assert (row.ended_on, row.end_reason) == (day("01-09"), EndReason.LEFT)


def test_a_session_outside_the_duty_is_not_bound_to_it():
    later = make.worker(make.post(day("02-01")))
    assert one("feedback-sought", held(MONDAY), worker=later).ended_on is None


def test_feedback_sought_over_easter_has_until_the_friday_after():
    assert one("feedback-sought", held(day("04-01"))).due_on == day("04-10")


# low-score-followed-up
LATER = day("02-02")


def scored(score: int | None, on=MONDAY, given_on=MONDAY, direction=TO_SUPERVISOR, **changes):
    given = feedback(direction, given_on, score=score)
    return held(on, feedback=(given,), **changes)


def followed(*sessions: Session, actions=(), **changes) -> Expectation:
    return one("low-score-followed-up", *sessions, actions=actions, **changes)


@pytest.mark.parametrize(("score", "rows_found"), [(4, 1), (5, 0), (None, 0), (1, 1)])
def test_a_score_of_four_or_less_is_to_be_answered(score, rows_found):
    assert len(rows("low-score-followed-up", scored(score))) == rows_found


def test_the_supervisor_s_own_low_score_is_not():
    assert rows("low-score-followed-up", scored(1, direction=TO_SUPERVISEE)) == []


def test_another_supervisee_s_low_score_is_not_this_one_s():
    given = feedback(TO_SUPERVISOR, MONDAY, score=1, worker_id=make.new_id())
    assert rows("low-score-followed-up", held(MONDAY, feedback=(given,))) == []


def test_until_the_next_session_a_low_score_is_not_yet_due():
    row = followed(scored(4))
    assert (row.due_on, row.breach_on, row.ended_on) == (None, None, None)
    assert states(row, "01-05", "12-31") == [State.NOT_YET_DUE, State.NOT_YET_DUE]


def test_an_action_agreed_in_the_next_session_answers_it_in_time():
    next_one = held(LATER)
    agreed = action(next_one, day("02-20"))
    waiting, due = rows("low-score-followed-up", scored(4), next_one, actions=(agreed,))
    assert (waiting.due_on, waiting.ended_on, waiting.end_reason) == (
        None,
        LATER,
        EndReason.CHANGED,
    )
    assert (due.due_on, due.met_on, due.met_by, due.in_time) == (LATER, LATER, agreed.id, True)


def test_no_action_in_the_next_session_is_a_breach_from_the_day_after():
    row = rows("low-score-followed-up", scored(4), held(LATER))[-1]
    assert states(row, "02-02", "02-03") == [State.DUE_TODAY, State.OVERDUE]


def test_no_session_supersedes_a_low_score_and_no_later_action_answers_it():
    third = held(day("03-02"))
    sessions = (scored(4), held(LATER), third)
    row = rows("low-score-followed-up", *sessions, actions=(action(third, None),))[-1]
    assert (row.ended_on, row.met_on, row.due_on) == (None, None, LATER)


def test_an_action_agreed_in_the_session_itself_is_no_answer():
    low = scored(4)
    row = followed(low, actions=(action(low, None),))
    assert states(row, "01-06") == [State.NOT_YET_DUE]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": SessionKind.CASE},
        {"kind": SessionKind.GROUP},
        {"kind": SessionKind.INFORMAL},
        {"status": SessionStatus.CANCELLED, "cancelled_on": day("01-12")},
    ],
)
def test_only_a_held_personal_session_is_the_next_one(changes):
    found = rows("low-score-followed-up", scored(4), held(day("01-12"), **changes))
    assert [row.due_on for row in found] == [None]


@pytest.mark.parametrize("kind", list(SessionKind))
def test_the_score_may_be_of_a_session_of_any_kind(kind):
    assert len(rows("low-score-followed-up", scored(4, kind=kind))) == 1


@pytest.mark.parametrize(("given_on", "due_on"), [("02-02", "02-02"), ("02-03", "03-02")])
def test_a_score_given_later_stands_from_then_on_and_looks_to_the_session_from_then_on(
    given_on, due_on
):
    low = scored(4, given_on=day(given_on))
    found = rows("low-score-followed-up", low, held(LATER), held(day("03-02")))
    assert (found[0].opened_on, found[0].from_on) == (MONDAY, day(given_on))
    assert found[-1].due_on == day(due_on)


def test_a_row_names_the_session_and_is_known_by_the_feedback():
    low = scored(4)
    row = followed(low)
    assert (row.record_type, row.record_id) == ("session", low.id)
    assert row.anchor == str(low.feedback[0].id)


def test_a_leaver_s_low_score_is_no_longer_followed_up():
    leaver = make.worker(make.post(ended_on=day("01-08")))
    row = followed(scored(4), worker=leaver)
    assert (row.ended_on, row.end_reason) == (day("01-09"), EndReason.LEFT)


@pytest.mark.parametrize(("score", "rows_found"), [(6, 1), (7, 0)])
def test_a_policy_says_how_low_a_low_score_is(score, rows_found):
    higher = book(make.policy({"low-score-followed-up": {"threshold": 6}}))
    assert len(rows("low-score-followed-up", scored(score), rules=higher)) == rows_found
