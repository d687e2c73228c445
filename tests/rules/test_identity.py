"""identity-explored: what counts, what blurs it, and what stood open before a window."""

from dataclasses import replace

import pytest

from app.rules.facts import Opened, Session
from app.rules.timescale import blurred_on
from app.vocabulary import EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import last, rows, shape, states
from tests.rules.make import absence, book, day, held, post, stream, worker

RULE = "identity-explored"
MONDAY = day("01-05")


def explored(on: str = "01-05", **changes) -> Session:
    return held(day(on), **changes)


def nothing_of_it(on: str, **changes) -> Session:
    return held(day(on), **{"identity_explored": False, **changes})


def without_a_list(on: str, **changes) -> Session:
    return held(day(on), **{"identity_explored": None, **changes})


# 90 calendar days from Monday 5 January are Easter Sunday, 5 April.
def test_90_days_are_due_today_on_the_last_and_overdue_on_the_next():
    [row] = last(RULE, stream(explored()))
    assert states(row, "04-05", "04-06") == [State.DUE_TODAY, State.OVERDUE]


@pytest.mark.parametrize(("on", "in_time"), [("04-05", True), ("04-06", False)])
def test_explored_on_the_due_day_is_in_time_and_a_day_later_late(on, in_time):
    met = rows(RULE, stream(explored(), explored(on)))[-2]
    assert (met.met_on, met.in_time) == (day(on), in_time)


@pytest.mark.parametrize(
    ("roll", "due_on"),
    [("none", "04-05"), ("previous_working_day", "04-02"), ("next_working_day", "04-07")],
)
def test_easter_is_rolled_over_if_policy_says_so(roll, due_on):
    rolled = book(make.policy({RULE: {"roll": roll}}))
    assert last(RULE, stream(explored()), rolled)[0].due_on == day(due_on)


def test_90_days_from_1_december_2027_end_on_leap_day():
    facts = stream(held(day("2027-12-01")))
    assert last(RULE, facts)[0].due_on == day("2028-02-29")


def test_the_first_time_is_due_an_interval_after_the_post_began():
    [row] = rows(RULE, stream(worker=worker(post(MONDAY))))
    assert (row.opened_on, row.due_on) == (MONDAY, day("04-05"))


@pytest.mark.parametrize(
    ("kind", "opened_on"),
    [
        (SessionKind.PERSONAL, "02-02"),
        (SessionKind.JOINT, "02-02"),
        (SessionKind.CASE, "02-02"),
        (SessionKind.GROUP, "02-02"),
        (SessionKind.PEER, "02-02"),
        (SessionKind.INFORMAL, "01-05"),
    ],
)
def test_a_session_of_any_kind_but_informal_counts(kind, opened_on):
    facts = stream(explored(), explored("02-02", kind=kind))
    assert last(RULE, facts)[0].opened_on == day(opened_on)


@pytest.mark.parametrize("minutes", [5, None])
def test_it_counts_however_long_the_session_was(minutes):
    facts = stream(explored(), explored("02-02", minutes=minutes))
    assert last(RULE, facts)[0].opened_on == day("02-02")


def test_a_session_in_which_nothing_of_it_was_explored_does_not_count():
    facts = stream(explored(), nothing_of_it("02-02"))
    assert shape(last(RULE, facts)) == [(MONDAY, None, day("04-05"))]


def test_a_cancelled_session_does_not_count():
    off = explored("02-02", status=SessionStatus.CANCELLED, cancelled_on=day("02-02"))
    assert last(RULE, stream(explored(), off))[0].opened_on == MONDAY


# Sessions that sent no list.
def test_from_a_session_without_a_list_on_nothing_is_judged():
    before, after = last(RULE, stream(explored(), without_a_list("02-02")))
    assert (before.ended_on, before.end_reason) == (day("02-02"), EndReason.CHANGED)
    assert (after.judgement, after.reason, after.due_on) == (
        Judgement.CANNOT_JUDGE,
        "identity_not_sent",
        None,
    )


def test_a_session_that_counts_ends_what_cannot_be_judged_and_begins_anew():
    found = rows(RULE, stream(explored(), without_a_list("02-02"), explored("02-16")))
    assert (found[-2].ended_on, found[-2].end_reason, found[-2].met_on) == (
        day("02-16"),
        EndReason.SUPERSEDED,
        None,
    )
    assert (found[-1].opened_on, found[-1].judgement) == (day("02-16"), Judgement.JUDGED)


def test_a_session_in_which_nothing_was_explored_ends_no_doubt():
    found = last(RULE, stream(explored(), without_a_list("02-02"), nothing_of_it("02-16")))
    assert states(found[-1], "06-01") == [State.CANNOT_JUDGE]


def test_what_was_overdue_before_a_session_without_a_list_was_overdue_in_its_days():
    before, _ = last(RULE, stream(explored(), without_a_list("04-20")))
    assert states(before, "04-06", "04-19", "04-20") == [State.OVERDUE, State.OVERDUE, None]


def test_an_informal_conversation_without_a_list_raises_no_doubt():
    informal = without_a_list("02-02", kind=SessionKind.INFORMAL)
    assert shape(last(RULE, stream(explored(), informal))) == [(MONDAY, None, day("04-05"))]


# Whom, and when not.
@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (post(stage="trainee"), "stage_unmapped"),
        (post(stage="asye"), "asye_start_unknown"),
    ],
)
def test_an_unknown_stage_leaves_nothing_to_judge(odd, reason):
    [row] = last(RULE, stream(explored(), worker=worker(odd)))
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, reason)


def test_an_unknown_start_of_the_post_leaves_nothing_to_judge_until_one_that_counts():
    unknown = worker(post(None, received_on=day("01-01")))
    first, second = rows(RULE, stream(explored(), worker=unknown))
    assert (first.reason, first.end_reason) == ("duty_start_unknown", EndReason.SUPERSEDED)
    assert second.due_on == day("04-05")


def test_a_worker_who_is_not_supervised_owes_none():
    assert rows(RULE, stream(explored(), worker=worker(post(supervised=False)))) == []


def test_sickness_moves_this_clock_of_a_worker_too():
    sick = worker(absences=(absence("02-16", "03-15"),))
    found = last(RULE, stream(explored(), worker=sick))
    assert [row.due_on for row in found] == [day("05-03")] * 3
    assert states(found[1], "03-01") == [State.PAUSED]


def test_a_leaver_owes_none_any_more():
    row = last(RULE, stream(explored(), worker=worker(post(ended_on=day("04-05")))))[0]
    assert (row.ended_on, row.end_reason) == (day("04-06"), EndReason.LEFT)
    assert states(row, "04-05", "04-06") == [State.DUE_TODAY, State.ENDED]


@pytest.mark.parametrize(
    ("intervals", "due_on"), [({"probation": 30}, "02-04"), ({"social_worker": 60}, "03-06")]
)
def test_a_stage_or_a_role_may_have_an_interval_of_its_own(intervals, due_on):
    own = book(make.policy({RULE: {"intervals": intervals}}))
    begun = worker(post(day("2025-12-01"), stage="probation"))
    assert last(RULE, stream(explored(), worker=begun), own)[0].due_on == day(due_on)


# Windows.
SINCE = day("03-01")


def seen_from_march(*sessions: Session, **opened) -> list:
    before = Opened(str(make.new_id()), MONDAY, **opened)
    return rows(RULE, stream(*sessions, explored=before), since=SINCE)


def test_what_stood_open_before_a_window_is_met_in_it():
    first, second = seen_from_march(explored("03-20"))
    assert (first.opened_on, first.due_on, first.met_on) == (MONDAY, day("04-05"), day("03-20"))
    assert second.opened_on == day("03-20")


def test_what_stood_open_before_a_window_is_overdue_in_it():
    [row] = seen_from_march()
    assert states(row, "04-05", "04-06") == [State.DUE_TODAY, State.OVERDUE]


def test_what_could_not_be_judged_before_a_window_cannot_be_in_it():
    judged, unjudged = seen_from_march(blurred_on=day("02-02"))
    assert judged.ended_on == unjudged.from_on == day("02-02")
    assert unjudged.reason == "identity_not_sent"


def test_a_doubt_before_a_window_is_kept_though_another_reason_hid_it():
    """A post of unknown stage ends in February; until then, that is why nothing can be judged."""
    odd = post(stage="trainee", ended_on=day("02-16"))
    facts = stream(explored(), without_a_list("02-02"), worker=worker(odd, post(MONDAY)))
    whole = last(RULE, facts)
    opened = Opened(whole[0].anchor, MONDAY, blurred_on(whole, SINCE))
    assert opened.blurred_on == day("02-02")
    windowed = rows(RULE, replace(facts, sessions=(), explored=opened), since=SINCE)
    assert [row.reason for row in windowed] == ["stage_unmapped", "identity_not_sent"]


def test_nothing_opened_before_a_window_is_seen_again_without_what_stood_open():
    facts = stream(explored("03-20"))
    assert [row.opened_on for row in rows(RULE, facts, since=SINCE)] == [day("03-20")]
