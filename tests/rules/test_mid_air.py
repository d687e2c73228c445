"""What meets in mid-air: two posts, two plans, another supervisor, a reopened case, absences."""

from dataclasses import replace

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Session, Worker
from app.vocabulary import EndReason, State
from tests.rules import make
from tests.rules.found import last, one, rows, shape, states
from tests.rules.make import (
    absence,
    action,
    agreement,
    allocation,
    book,
    case_stream,
    day,
    discussed,
    held,
    plan,
    post,
    stream,
    worker,
)

CLOCK = "personal-timescale"
OTHER, OTHER_TEAM, OTHER_MANAGER = (make.new_id() for _ in range(3))
FIRST = held(day("02-02"))


def clock(known: Worker, *sessions: Session) -> list[Expectation]:
    """The stretches of what a worker's last session opened, on 2 February unless told."""
    return last(CLOCK, stream(*(sessions or (FIRST,)), worker=known))


# Two posts.
def test_two_posts_are_one_clock_under_the_team_of_the_post_begun_first():
    second = post(day("2025-06-01"), id=OTHER, team_id=OTHER_TEAM, role="practice_educator")
    [row] = clock(worker(second, post()))
    assert (row.due_on, row.team_id) == (day("03-02"), make.TEAM)


def test_a_second_post_tightens_the_clock_and_lets_it_go_when_it_ends():
    second = post(day("02-09"), id=OTHER, stage="probation", ended_on=day("02-15"))
    assert shape(clock(worker(post(), second))) == [
        (day("02-02"), day("02-09"), day("03-02")),
        (day("02-09"), day("02-16"), day("02-23")),
        (day("02-16"), None, day("03-02")),
    ]


@pytest.mark.parametrize("begun_on", ["01-01", "01-26"])
def test_of_two_posts_the_shorter_interval_counts_whichever_was_begun_first(begun_on):
    probation = post(day(begun_on), id=OTHER, stage="probation")
    assert clock(worker(post(day("01-12")), probation))[0].due_on == day("02-16")


def test_a_gap_begins_when_the_last_of_two_posts_has_ended():
    short = post(day("2025-06-01"), id=OTHER, ended_on=day("2025-12-31"))
    again = post(day("03-09"), id=make.new_id())
    row = clock(worker(post(ended_on=day("02-20")), short, again))[-1]
    assert (row.opened_on, row.due_on) == (day("02-02"), day("03-09"))


@pytest.mark.parametrize(
    ("ended_on", "due_on", "state"),
    [("03-01", "03-09", State.DUE_TODAY), ("03-02", "03-02", State.OVERDUE)],
)
def test_due_on_the_first_day_of_a_gap_it_is_due_on_the_first_day_back_and_else_overdue(
    ended_on, due_on, state
):
    back = post(day("03-09"), id=OTHER)
    row = clock(worker(post(ended_on=day(ended_on)), back))[-1]
    assert (row.due_on, states(row, "03-09")) == (day(due_on), [state])


def test_who_leaves_one_of_two_posts_has_not_left():
    first = post(ended_on=day("02-15"))
    second = post(day("2025-06-01"), id=OTHER, team_id=OTHER_TEAM)
    [row] = clock(worker(first, second))
    assert (row.ended_on, row.due_on, row.team_id) == (None, day("03-02"), OTHER_TEAM)


def test_a_second_post_that_is_not_supervised_changes_nothing():
    lecturer = post(day("02-09"), id=OTHER, supervised=False, stage="probation")
    assert shape(clock(worker(post(), lecturer))) == [(day("02-02"), None, day("03-02"))]


# From agency to permanent.
@pytest.mark.parametrize("begins", ["02-16", "02-21", "02-22", "03-01"])
def test_from_agency_to_permanent_the_clock_goes_on(begins):
    agency = post(role="agency", ended_on=day("02-15"))
    permanent = post(day(begins), id=OTHER, team_id=OTHER_TEAM)
    row = clock(worker(agency, permanent))[-1]
    assert (row.opened_on, row.due_on, row.team_id) == (day("02-02"), day("03-02"), OTHER_TEAM)


def test_from_agency_to_permanent_the_interval_is_that_of_the_post_of_the_day():
    often = book(make.policy({CLOCK: {"intervals": {"agency": 14}}}))
    agency, permanent = post(role="agency", ended_on=day("02-09")), post(day("02-10"), id=OTHER)
    found = last(CLOCK, stream(FIRST, worker=worker(agency, permanent)), often)
    assert shape(found) == [
        (day("02-02"), day("02-10"), day("02-16")),
        (day("02-10"), None, day("03-02")),
    ]


def test_from_agency_to_permanent_probation_is_counted_from_the_new_post():
    agency = post(role="agency", ended_on=day("02-08"))
    permanent = post(day("02-09"), id=OTHER, stage="probation")
    late = held(day("08-03"))
    assert shape(clock(worker(agency, permanent)))[1][::2] == (day("02-09"), day("02-23"))
    assert shape(clock(worker(agency, permanent), late)) == [
        (day("08-03"), day("08-09"), day("08-17")),
        (day("08-09"), None, day("08-31")),
    ]


# A change of supervisor.
BY_AGREEMENT = (
    agreement(ended_on=day("02-15")),
    agreement(day("02-16"), supervisor_id=OTHER_MANAGER),
)


def test_a_new_supervisor_by_agreement_resets_nothing_and_carries_what_falls_due():
    [row] = clock(worker(agreements=BY_AGREEMENT))
    assert (row.due_on, row.supervisor_id) == (day("03-02"), OTHER_MANAGER)
    assert states(row, "03-02", "03-03") == [State.DUE_TODAY, State.OVERDUE]


def test_the_one_before_carried_what_fell_due_before():
    agreements = worker(agreements=BY_AGREEMENT)
    [row] = clock(agreements, held(day("01-18")))
    assert (row.due_on, row.supervisor_id) == (day("02-15"), make.MANAGER)


def test_of_two_who_have_agreed_the_one_whose_agreement_began_last_supervises():
    later = agreement(day("02-16"), supervisor_id=OTHER_MANAGER)
    [row] = clock(worker(agreements=(later, agreement())))
    assert row.supervisor_id == OTHER_MANAGER


def test_a_session_with_somebody_else_counts_all_the_same():
    cover = held(day("02-23"), supervisors=(OTHER_MANAGER,))
    row = rows(CLOCK, stream(FIRST, cover))[-2]
    assert (row.met_on, row.in_time) == (day("02-23"), True)


# Two plans.
def test_two_plans_are_one_clock_which_slackens_when_the_stricter_ends():
    both = plan("child_in_need"), plan("child_protection", ended_on=day("02-22"))
    found = last("case-timescale", case_stream(discussed(day("02-02")), plans=both))
    assert shape(found) == [
        (day("02-02"), day("02-23"), day("03-02")),
        (day("02-23"), None, day("03-16")),
    ]
    assert [row.plan_type for row in found] == ["child_protection", "child_in_need"]


def test_of_two_plans_the_looser_ends_and_nothing_changes():
    both = plan("child_in_need", ended_on=day("02-22")), plan("child_protection")
    found = last("case-timescale", case_stream(discussed(day("02-02")), plans=both))
    assert shape(found) == [(day("02-02"), None, day("03-02"))]


# A case that is closed and opened again.
REOPENED = (
    plan("child_protection", ended_on=day("02-27")),
    plan("child_in_need", day("04-13")),
)


@pytest.mark.parametrize("rule", ["case-timescale", "oversight-gap"])
def test_a_reopened_case_begins_anew_and_owes_nothing_of_the_days_between(rule):
    found = rows(rule, case_stream(discussed(day("02-02")), plans=REOPENED))
    *_, closed, again = found
    assert (closed.ended_on, closed.end_reason) == (day("02-28"), EndReason.CLOSED)
    assert closed.breach_on > closed.ended_on
    assert (again.opened_on, again.due_on) == (day("04-13"), day("05-25"))


def test_a_discussion_while_it_was_closed_counts_for_neither():
    between = discussed(day("03-16"))
    found = rows("case-timescale", case_stream(discussed(day("02-02")), between, plans=REOPENED))
    assert {row.met_by for row in found} <= {None, found[0].met_by}
    assert day("03-16") not in {row.opened_on for row in found}


def test_an_action_of_a_case_outlives_its_closing_and_is_reviewed_when_it_is_reopened():
    first, again = discussed(day("02-02")), discussed(day("04-20"))
    agreed = action(first, day("03-02"))
    facts = case_stream(first, again, plans=REOPENED, actions=(agreed,))
    assert states(one("action-completed", facts), "03-03", "04-20") == [State.OVERDUE] * 2
    assert one("previous-actions-reviewed", facts).opened_on == day("04-20")


def test_closed_by_mistake_and_open_again_it_is_as_if_it_had_never_been_closed():
    facts = case_stream(discussed(day("02-02")), plans=(plan("child_protection"),))
    closed = replace(facts, closed_on=day("02-20"))
    assert last("case-timescale", closed)[-1].end_reason is EndReason.CLOSED
    assert shape(last("case-timescale", facts)) == [(day("02-02"), None, day("03-02"))]


def test_an_allocation_entered_twice_is_discussed_by_one_session_for_both():
    twice = (allocation(day("02-02")), allocation(day("02-02")))
    found = rows("case-first", case_stream(discussed(day("02-09")), allocations=twice))
    assert [row.in_time for row in found] == [True, True]


# Absences.
@pytest.mark.parametrize(
    ("absences", "due_on"),
    [
        ([("02-09", "02-15"), ("02-12", "02-18")], "03-12"),
        ([("02-12", "02-18"), ("02-09", "02-15")], "03-12"),
        ([("02-09", "02-20"), ("02-12", "02-15")], "03-14"),
        ([("02-09", "02-15"), ("02-09", "02-15")], "03-09"),
        ([("02-09", "02-15"), ("02-16", "02-18")], "03-12"),
        ([("02-09", "02-15"), ("03-09", "03-10")], "03-11"),
        ([("02-09", "02-15"), ("03-10", "03-11")], "03-09"),
        ([("02-09", "02-15"), ("02-12", None)], None),
        ([("02-09", None), ("02-12", "02-15")], None),
    ],
)
def test_each_day_away_counts_once_however_many_absences_name_it(absences, due_on):
    away = tuple(absence(*each) for each in absences)
    due = clock(worker(absences=away))[-1].due_on
    assert due == (day(due_on) if due_on else None)


def test_one_without_an_end_pauses_until_it_has_one():
    open_ended, known = (
        clock(worker(absences=(absence("02-09", to_on),))) for to_on in (None, "02-15")
    )
    assert states(open_ended[-1], "02-09", "03-03") == [State.PAUSED] * 2
    assert shape(known)[-1] == (day("02-16"), None, day("03-09"))


def test_who_is_away_without_an_end_and_leaves_is_paused_until_the_last_day():
    away = worker(post(ended_on=day("02-20")), absences=(absence("02-09", None),))
    row = clock(away)[-1]
    assert (row.ended_on, row.end_reason) == (day("02-21"), EndReason.LEFT)
    assert states(row, "02-20", "02-21") == [State.PAUSED, State.ENDED]
