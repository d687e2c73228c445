from dataclasses import replace

import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.vocabulary import EndReason, SessionKind, State
from tests.rules import make
from tests.rules.make import action, book, case_stream, day, discussion, held, review, stream

FIRST, SECOND, THIRD = held(day("01-05")), held(day("01-15")), held(day("02-02"))


def rows(rule, facts, rules=None) -> list[Expectation]:
    return [row for row in evaluate(facts, rules or book()) if row.rule == rule]


def reviewed(facts) -> list[Expectation]:
    return rows("previous-actions-reviewed", facts)


def completed(facts) -> list[Expectation]:
    return rows("action-completed", facts)


def reviewing(session, *actions, **changes):
    return replace(session, reviewed=frozenset(a.id for a in actions), **changes)


# previous-actions-reviewed
def test_a_session_without_earlier_actions_owes_no_review():
    assert reviewed(stream(FIRST, actions=(action(FIRST, day("01-20")),))) == []


def test_every_open_action_reviewed_is_met():
    agreed = action(FIRST, None)
    row = reviewed(stream(FIRST, reviewing(SECOND, agreed), actions=(agreed,)))[0]
    assert (row.met_on, row.met_by) == (day("01-15"), SECOND.id)


def test_one_action_without_a_review_is_a_breach_and_is_named():
    agreed = [action(FIRST, None), action(FIRST, None)]
    row = reviewed(stream(FIRST, reviewing(SECOND, agreed[0]), actions=tuple(agreed)))[0]
    assert row.met_on is None
    assert row.trace[0] == {
        "code": "actions_reviewed",
        "expected": 2,
        "reviewed": 1,
        "missing": [str(agreed[1].id)],
    }


def test_a_ticked_box_without_reviews_is_a_near_miss():
    ticked = replace(SECOND, tick_box=True)
    row = reviewed(stream(FIRST, ticked, actions=(action(FIRST, None),)))[0]
    assert row.met_on is None
    assert [miss["code"] for miss in row.near_misses] == ["tick_box_only"]


def test_a_ticked_box_with_every_review_is_none():
    agreed = action(FIRST, None)
    row = reviewed(stream(FIRST, reviewing(SECOND, agreed, tick_box=True), actions=(agreed,)))[0]
    assert row.near_misses == ()


@pytest.mark.parametrize("kind", [SessionKind.GROUP, SessionKind.INFORMAL, SessionKind.CASE])
def test_no_other_kind_of_session_owes_a_worker_s_review(kind):
    later = held(day("01-15"), kind=kind)
    assert reviewed(stream(FIRST, later, actions=(action(FIRST, None),))) == []


@pytest.mark.parametrize(("kind", "rows"), [(SessionKind.CASE, 1), (SessionKind.GROUP, 0)])
def test_a_discussion_owes_a_review_of_the_case_s_actions_but_not_in_a_group(kind, rows):
    first = held(day("01-05"), discussions=(discussion(),))
    later = held(day("01-15"), discussions=(discussion(),), kind=kind)
    found = reviewed(case_stream(first, later, actions=(action(first, None),)))
    assert len(found) == rows


def test_an_unreviewed_action_is_superseded_by_the_next_session():
    row = reviewed(stream(FIRST, SECOND, THIRD, actions=(action(FIRST, None),)))[0]
    assert (row.ended_on, row.end_reason) == (day("02-02"), EndReason.SUPERSEDED)


# action-owned-and-dated
@pytest.mark.parametrize(
    ("owner", "due", "met"),
    [
        (make.WORKER, day("01-20"), True),
        (None, day("01-20"), False),
        (make.WORKER, None, False),
        (None, None, False),
    ],
)
def test_an_action_needs_an_owner_and_a_due_date(owner, due, met):
    agreed = action(FIRST, due, owner_id=owner)
    row = rows("action-owned-and-dated", stream(FIRST, actions=(agreed,)))[0]
    assert (row.met_on is not None) is met
    assert state_on(row, FIRST.held_on, 7) is (State.MET if met else State.OVERDUE)


def test_a_window_leaves_out_actions_agreed_before_it():
    facts = stream(SECOND, actions=(action(FIRST, day("01-20")),))
    assert [
        e for e in evaluate(facts, book(), day("01-15")) if e.rule == "action-owned-and-dated"
    ] == []


# action-completed, worked case 12.
def test_a_carried_forward_action_is_overdue_until_the_session_that_carried_it():
    agreed = action(
        FIRST,
        day("01-10"),
        reviews=(review(SECOND, "carried_forward", new_due_on=day("01-30")),),
    )
    old, new = completed(stream(FIRST, SECOND, actions=(agreed,)))
    states = [state_on(old, day(each), 7) for each in ("01-10", "01-11", "01-14", "01-15")]
    assert states == [State.DUE_TODAY, State.OVERDUE, State.OVERDUE, None]
    assert (new.from_on, new.due_on, new.ended_on) == (day("01-15"), day("01-30"), None)
    assert old.end_reason is EndReason.CHANGED
    assert old.id == new.id


@pytest.mark.parametrize(("closed_on", "in_time"), [("01-20", True), ("01-21", False)])
def test_completed_by_the_due_day_is_in_time(closed_on, in_time):
    agreed = action(FIRST, day("01-20"), closed_on=day(closed_on))
    row = completed(stream(FIRST, actions=(agreed,)))[0]
    assert (row.met_on, row.met_by, row.in_time) == (day(closed_on), agreed.id, in_time)


def test_a_review_completes_on_the_day_it_names_else_on_its_session_s():
    named = action(
        FIRST, day("01-10"), reviews=(review(SECOND, "completed", completed_on=day("01-09")),)
    )
    unnamed = action(FIRST, day("01-10"), reviews=(review(SECOND, "completed"),))
    days = {
        row.anchor: row.met_on for row in completed(stream(FIRST, SECOND, actions=(named, unnamed)))
    }
    assert days == {str(named.id): day("01-09"), str(unnamed.id): day("01-15")}


def test_completed_before_it_was_agreed_is_completed_that_day():
    agreed = action(FIRST, day("01-10"), closed_on=day("01-01"))
    assert completed(stream(FIRST, actions=(agreed,)))[0].met_on == FIRST.held_on


def test_what_is_no_longer_needed_ends_and_is_not_met():
    agreed = action(FIRST, day("01-10"), reviews=(review(SECOND, "no_longer_needed"),))
    row = completed(stream(FIRST, SECOND, actions=(agreed,)))[0]
    assert (row.ended_on, row.end_reason, row.met_on) == (day("01-15"), EndReason.DROPPED, None)
    assert state_on(row, day("01-14"), 7) is State.OVERDUE
    assert days_late(row, day("01-14")) == 4


def test_an_action_without_a_due_date_is_due_from_the_session_that_gives_it_one():
    agreed = action(
        FIRST, None, reviews=(review(SECOND, "carried_forward", new_due_on=day("01-30")),)
    )
    row = completed(stream(FIRST, SECOND, actions=(agreed,)))[0]
    assert (row.opened_on, row.from_on, row.due_on) == (day("01-05"), day("01-15"), day("01-30"))


def test_an_action_without_any_due_date_is_not_expected_by_one():
    assert completed(stream(FIRST, actions=(action(FIRST, None),))) == []


def test_several_carryings_forward_follow_one_another():
    agreed = action(
        FIRST,
        day("01-20"),
        reviews=(
            review(THIRD, "carried_forward", new_due_on=day("03-01")),
            review(SECOND, "carried_forward", new_due_on=day("01-30")),
        ),
    )
    found = completed(stream(FIRST, SECOND, THIRD, actions=(agreed,)))
    assert [(row.from_on, row.due_on) for row in found] == [
        (day("01-05"), day("01-20")),
        (day("01-15"), day("01-30")),
        (day("02-02"), day("03-01")),
    ]


def test_no_session_supersedes_an_action():
    row = completed(stream(FIRST, SECOND, THIRD, actions=(action(FIRST, day("01-10")),)))[0]
    assert row.ended_on is None


def test_a_leaver_s_actions_are_no_longer_expected():
    leaver = make.worker(make.post(ended_on=day("01-15")))
    row = completed(stream(FIRST, actions=(action(FIRST, day("01-10")),), worker=leaver))[0]
    assert (row.ended_on, row.end_reason) == (day("01-16"), EndReason.LEFT)
    assert state_on(row, day("01-15"), 7) is State.OVERDUE


def test_a_case_s_action_outlives_the_worker_who_leaves():
    first = held(day("01-05"), discussions=(discussion(),))
    gone = {make.WORKER: make.worker(make.post(ended_on=day("01-15")))}
    row = completed(case_stream(first, actions=(action(first, day("01-10")),), workers=gone))[0]
    assert row.ended_on is None


def test_grace_moves_the_breach_and_not_the_due_day():
    graceful = book(make.policy({"action-completed": {"grace": 2}}))
    row = rows("action-completed", stream(FIRST, actions=(action(FIRST, day("01-10")),)), graceful)[
        0
    ]
    assert (row.due_on, row.breach_on) == (day("01-10"), day("01-13"))


def test_a_case_s_row_is_carried_by_the_worker_it_is_allocated_to():
    first = held(day("01-05"), discussions=(discussion(),))
    row = completed(case_stream(first, actions=(action(first, day("01-10")),)))[0]
    assert (row.worker_id, row.team_id, row.supervisor_id) == (make.WORKER, make.TEAM, make.MANAGER)


def test_a_case_without_an_allocation_is_carried_by_whom_the_session_supervised():
    first = held(day("01-05"), discussions=(discussion(),))
    facts = case_stream(first, actions=(action(first, day("01-10")),), allocations=())
    assert completed(facts)[0].worker_id == make.WORKER


# action-drift
FOURTH = held(day("03-02"))


def drifted(*reviews, rules=None, **changes) -> list[Expectation]:
    agreed = action(FIRST, day("01-10"), reviews=reviews, **changes)
    return rows("action-drift", stream(FIRST, SECOND, THIRD, FOURTH, actions=(agreed,)), rules)


def carried(*sessions):
    return [review(session, "carried_forward") for session in sessions]


def test_the_third_carrying_forward_breaches_and_the_first_two_do_not():
    found = drifted(*carried(SECOND, THIRD, FOURTH))
    assert [(row.opened_on, row.met_on is not None) for row in found] == [
        (day("01-15"), True),
        (day("02-02"), True),
        (day("03-02"), False),
    ]
    assert state_on(found[2], day("03-02"), 7) is State.OVERDUE


def test_each_one_after_the_third_breaches_and_ends_the_one_before():
    fifth = held(day("03-30"))
    agreed = action(FIRST, None, reviews=tuple(carried(SECOND, THIRD, FOURTH, fifth)))
    facts = stream(FIRST, SECOND, THIRD, FOURTH, fifth, actions=(agreed,))
    third, fourth = rows("action-drift", facts)[2:]
    assert (third.ended_on, third.end_reason) == (day("03-30"), EndReason.SUPERSEDED)
    assert (fourth.met_on, fourth.ended_on) == (None, None)


def test_an_action_that_was_never_carried_forward_has_no_row():
    assert drifted(review(SECOND, "progressing"), review(THIRD, "not_started")) == []


def test_only_carryings_forward_are_counted_and_not_the_reviews_between():
    found = drifted(*carried(SECOND), review(THIRD, "progressing"), *carried(FOURTH))
    assert [row.met_on is not None for row in found] == [True, True]


def test_what_was_carried_forward_after_it_closed_did_not_drift():
    assert len(drifted(*carried(SECOND), review(THIRD, "completed"), *carried(FOURTH))) == 1


def test_a_row_of_drift_names_the_action_and_is_known_by_its_session_too():
    row = drifted(*carried(SECOND))[0]
    assert row.record_type == "action"
    assert row.anchor == f"{row.record_id}:{SECOND.id}"


@pytest.mark.parametrize(("threshold", "met"), [(1, [False]), (2, [True])])
def test_a_policy_says_how_often_is_too_often(threshold, met):
    stricter = book(make.policy({"action-drift": {"threshold": threshold}}))
    found = drifted(*carried(SECOND), rules=stricter)
    assert [row.met_on is not None for row in found] == met


def test_an_action_of_a_case_drifts_from_one_discussion_to_the_next():
    talks = [make.discussed(day(on)) for on in ("01-05", "01-15", "02-02", "03-02")]
    agreed = action(talks[0], None, reviews=tuple(carried(*talks[1:])))
    found = rows("action-drift", case_stream(*talks, actions=(agreed,)))
    assert [row.met_on is not None for row in found] == [True, True, False]


# What a policy may ask for, too.
CLOSED = book(make.policy({"previous-actions-reviewed": {"review_closed": True}}))


@pytest.mark.parametrize(("rules", "found"), [(book(), 0), (CLOSED, 1)])
def test_an_action_closed_outside_any_review_is_asked_for_if_policy_says_so(rules, found):
    facts = stream(FIRST, SECOND, actions=(action(FIRST, None, closed_on=day("01-10")),))
    assert len(rows("previous-actions-reviewed", facts, rules)) == found


def test_a_closed_action_is_asked_for_once():
    agreed = action(FIRST, None, closed_on=day("01-10"))
    facts = stream(FIRST, SECOND, THIRD, actions=(agreed,))
    found = rows("previous-actions-reviewed", facts, CLOSED)
    assert [row.opened_on for row in found] == [day("01-15")]


def test_an_action_agreed_and_closed_on_one_day_is_asked_for_in_the_session_after_its_own():
    agreed = action(SECOND, None, closed_on=day("01-15"))
    found = rows(
        "previous-actions-reviewed", stream(FIRST, SECOND, THIRD, actions=(agreed,)), CLOSED
    )
    assert [row.opened_on for row in found] == [day("02-02")]


def test_a_group_session_owes_no_review_of_a_closed_action_and_the_next_discussion_does():
    kinds = {"01-05": SessionKind.CASE, "01-15": SessionKind.GROUP, "02-02": SessionKind.CASE}
    talks = [make.discussed(day(on), kind=kind) for on, kind in kinds.items()]
    agreed = action(talks[0], None, closed_on=day("01-10"))
    found = rows("previous-actions-reviewed", case_stream(*talks, actions=(agreed,)), CLOSED)
    assert [row.opened_on for row in found] == [day("02-02")]


# To have been told nothing.
def test_an_action_that_breaches_ends_with_the_next_session_of_its_stream():
    agreed = action(FIRST, None, owner_id=None)
    row = rows("action-owned-and-dated", stream(FIRST, SECOND, actions=(agreed,)))[0]
    assert (row.ended_on, row.end_reason) == (day("01-15"), EndReason.SUPERSEDED)


def test_re_dated_to_an_earlier_day_the_old_stretch_ends_without_a_breach():
    earlier = review(SECOND, "progressing", new_due_on=day("01-20"))
    agreed = action(FIRST, day("02-10"), reviews=(earlier,))
    old, new = completed(stream(FIRST, SECOND, actions=(agreed,)))
    assert (old.ended_on, old.breach_on) == (day("01-15"), day("02-11"))
    assert (new.from_on, new.due_on) == (day("01-15"), day("01-20"))


def test_a_new_supervisor_inherits_the_actions():
    later = held(day("01-15"), supervisors=(make.new_id(),))
    assert len(reviewed(stream(FIRST, later, actions=(action(FIRST, None),)))) == 1
