"""What meets in mid-air: several sessions on a day, several in a session, what is taken back."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.rules.facts import Session
from app.vocabulary import SessionKind, State
from tests.rules import make
from tests.rules.found import last, one, rows, states
from tests.rules.make import (
    action,
    called_off,
    case_stream,
    day,
    discussion,
    held,
    instant,
    plan,
    review,
    stream,
    worker,
)

CLOCK = "personal-timescale"
OTHER, OTHER_CASE = make.new_id(), make.new_id()
FIRST = held(day("02-02"))


# Several on one day.
def test_of_a_short_and_a_long_session_on_one_day_the_long_one_counts():
    short, long = held(day("02-23"), minutes=29), held(day("02-23"))
    met, opened = rows(CLOCK, stream(FIRST, short, long))[-2:]
    assert (met.met_by, opened.anchor) == (long.id, str(long.id))


def test_two_halves_of_a_session_on_one_day_are_no_whole_one():
    halves = held(day("02-23"), minutes=20), held(day("02-23"), minutes=20)
    [row] = last(CLOCK, stream(FIRST, *halves))
    assert [miss["code"] for miss in row.near_misses] == ["too_short", "too_short"]


def test_cancelled_in_the_morning_and_held_in_the_evening_it_is_rearranged_that_day():
    cancelled = called_off(day("03-02"), day("03-02"))
    facts = stream(FIRST, cancelled, held(day("03-02")))
    row = one("cancellation-rearranged", facts)
    assert (row.met_on, row.in_time) == (day("03-02"), True)
    assert rows(CLOCK, facts)[-2].in_time


def test_two_on_one_day_owe_a_record_each_and_take_each_other_s_place_in_nothing():
    two = [held(day("02-23"), signatures=None, check_in=False) for _ in range(2)]
    for_each = rows("check-in", stream(*two))
    assert [(row.ended_on, row.record_id) for row in for_each] == [
        (None, each.id) for each in sorted(two, key=lambda session: session.id)
    ]
    assert len(rows("record-signed", stream(*two))) == 2


def test_an_action_agreed_in_the_morning_is_due_a_review_in_the_afternoon():
    morning = held(day("02-23"), started_at=instant(day("02-23"), 9))
    afternoon = held(day("02-23"), started_at=instant(day("02-23"), 14))
    found = one("previous-actions-reviewed", stream(afternoon, morning, actions=agreed_in(morning)))
    assert found.record_id == afternoon.id


def agreed_in(session: Session):
    return (action(session, None),)


# Sessions of several.
def of_two(kind: SessionKind, *case_ids: UUID) -> Session:
    said = tuple(discussion(case_id=id) for id in case_ids)
    return held(day("02-23"), kind=kind, supervisees=(make.WORKER, OTHER), discussions=said)


@pytest.mark.parametrize(("kind", "opened_on"), [("joint", "02-23"), ("group", "2025-01-01")])
def test_a_joint_session_meets_the_clock_of_both_and_a_group_that_of_neither(kind, opened_on):
    both = of_two(SessionKind(kind))
    for_each = [rows(CLOCK, stream(both, worker=worker(id=id)))[-1] for id in (make.WORKER, OTHER)]
    assert {(row.subject_id, row.opened_on) for row in for_each} == {
        (make.WORKER, day(opened_on)),
        (OTHER, day(opened_on)),
    }


def test_one_expectation_is_owed_per_session_and_supervisee():
    both = of_two(SessionKind.JOINT)
    ids = {
        one("record-shared", stream(both, worker=worker(id=id))).id for id in (make.WORKER, OTHER)
    }
    assert len(ids) == 2


def test_a_session_about_two_children_serves_both_clocks_and_a_sibling_s_alone_neither():
    both = of_two(SessionKind.CASE, make.CASE, OTHER_CASE)
    sibling_s = replace(both, id=make.new_id(), held_on=day("02-24"))
    sibling_s = replace(sibling_s, discussions=both.discussions[1:])
    plans = (plan("child_protection"),)
    for_each = [
        last("case-timescale", case_stream(both, sibling_s, case_id=id, plans=plans))[-1]
        for id in (make.CASE, OTHER_CASE)
    ]
    assert [row.opened_on for row in for_each] == [day("02-23"), day("02-24")]


# Put right and taken back.
def met_by(*sessions: Session) -> tuple[UUID | None, bool | None]:
    [row] = [each for each in rows(CLOCK, stream(FIRST, *sessions)) if each.anchor == str(FIRST.id)]
    return row.met_by, row.in_time


def test_a_session_put_right_to_another_day_is_judged_as_if_always_of_that_day():
    wrong = held(day("03-04"))
    right = replace(wrong, held_on=day("03-02"))
    assert met_by(wrong) == (wrong.id, False)
    assert met_by(right) == (wrong.id, True)


def test_without_a_session_that_was_sent_in_error_the_next_one_meets_what_it_met():
    error, after = held(day("02-16")), held(day("03-09"))
    assert met_by(error, after) == (error.id, True)
    assert met_by(after) == (after.id, False)


def test_without_the_session_that_closed_it_an_action_is_open_again():
    closing = held(day("02-16"))
    done = review(closing, "completed")
    agreed = action(FIRST, day("02-20"), reviews=(done,))
    open_again = replace(agreed, reviews=())
    assert one("action-completed", stream(FIRST, closing, actions=(agreed,))).in_time
    row = one("action-completed", stream(FIRST, actions=(open_again,)))
    assert states(row, "02-21") == [State.OVERDUE]
