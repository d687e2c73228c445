"""case-timescale, case-first and oversight-gap, each boundary from both sides."""

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import CaseStream, Plan, Session
from app.vocabulary import EndReason, Judgement, PlanType, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import last, one, rows, shape, states
from tests.rules.make import (
    absence,
    allocation,
    book,
    case_stream,
    day,
    discussed,
    discussion,
    held,
    note,
    plan,
    post,
    worker,
)

MONDAY = day("02-02")
OTHER_WORKER = make.new_id()
CLOCKS = ["case-timescale", "oversight-gap"]


def under(*plans: Plan, sessions: tuple[Session, ...] | None = None, **changes) -> CaseStream:
    """A case with these plans, discussed on Monday 2 February unless told otherwise."""
    met = (discussed(MONDAY),) if sessions is None else sessions
    return case_stream(*met, plans=plans, **changes)


def protected(*sessions: Session, **changes) -> CaseStream:
    """A child protection case discussed on Monday 2 February, due on 2 March."""
    return under(plan("child_protection"), sessions=(discussed(MONDAY), *sessions), **changes)


# The intervals of the default policy.
@pytest.mark.parametrize(
    ("type", "due_on"),
    [
        (PlanType.CHILD_PROTECTION, "03-02"),
        (PlanType.PRE_PROCEEDINGS, "03-02"),
        (PlanType.CHILD_IN_NEED, "03-16"),
        (PlanType.LOOKED_AFTER, "03-16"),
        (PlanType.LOOKED_AFTER_LONG_TERM, "04-27"),
        (PlanType.CARE_LEAVER, "04-27"),
        (PlanType.EARLY_HELP, "03-16"),
        (PlanType.OTHER, "03-16"),
    ],
)
def test_each_plan_has_its_interval_between_discussions(type, due_on):
    row = last("case-timescale", under(plan(type)))[0]
    assert (row.due_on, row.plan_type) == (day(due_on), type)


@pytest.mark.parametrize(
    ("type", "due_on"),
    [
        (PlanType.CHILD_PROTECTION, "03-02"),
        (PlanType.PRE_PROCEEDINGS, "03-16"),
        (PlanType.CHILD_IN_NEED, "03-16"),
        (PlanType.LOOKED_AFTER, "03-16"),
        (PlanType.LOOKED_AFTER_LONG_TERM, "03-16"),
        (PlanType.CARE_LEAVER, "03-16"),
        (PlanType.EARLY_HELP, "03-16"),
        (PlanType.OTHER, "03-16"),
    ],
)
def test_oversight_is_due_sooner_for_child_protection_and_alike_for_all_others(type, due_on):
    row = last("oversight-gap", under(plan(type)))[0]
    assert (row.due_on, row.plan_type) == (day(due_on), type)


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_case_is_due_today_on_the_last_day_and_overdue_on_the_next(rule):
    row = last(rule, protected())[0]
    assert states(row, "03-02", "03-03") == [State.DUE_TODAY, State.OVERDUE]


@pytest.mark.parametrize("rule", CLOCKS)
@pytest.mark.parametrize(("on", "in_time"), [("03-02", True), ("03-03", False)])
def test_a_discussion_on_the_due_day_is_in_time_and_a_day_later_late(rule, on, in_time):
    later = discussed(day(on))
    row = rows(rule, protected(later))[-2]
    assert (row.met_on, row.met_by, row.in_time) == (day(on), later.id, in_time)


def test_28_days_from_1_february_2028_end_on_leap_day():
    facts = under(plan("child_protection"), sessions=(discussed(day("2028-02-01")),))
    assert last("case-timescale", facts)[0].due_on == day("2028-02-29")


@pytest.mark.parametrize("rule", CLOCKS)
def test_the_first_discussion_is_due_an_interval_after_the_plan_began(rule):
    begun = plan("child_protection", MONDAY)
    row = one(rule, under(begun, sessions=()))
    assert (row.opened_on, row.due_on, row.anchor) == (MONDAY, day("03-02"), str(begun.id))


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_case_without_a_plan_owes_no_discussion(rule):
    assert rows(rule, under()) == []


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_discussion_before_the_first_plan_starts_no_clock(rule):
    facts = under(plan("child_in_need", day("02-09")))
    assert [row.opened_on for row in rows(rule, facts)] == [day("02-09")]


# Worked case 5.
@pytest.mark.parametrize(("added_on", "due_on"), [("02-09", "03-09"), ("03-02", "03-16")])
def test_child_protection_added_to_child_in_need_makes_nothing_overdue_by_itself(added_on, due_on):
    facts = under(plan("child_in_need"), plan("child_protection", day(added_on)))
    found = last("case-timescale", facts)
    assert shape(found) == [
        (MONDAY, day(added_on), day("03-16")),
        (day(added_on), None, day(due_on)),
    ]
    assert [row.plan_type for row in found] == ["child_in_need", "child_protection"]


# Worked case 6.
def stepped_down(last_day: str, first_day: str) -> list[Expectation]:
    protection = plan("child_protection", ended_on=day(last_day))
    return last("case-timescale", under(protection, plan("child_in_need", day(first_day))))


def test_stepped_down_before_the_due_day_there_is_no_breach():
    found = stepped_down("02-24", "02-25")
    assert shape(found) == [
        (MONDAY, day("02-25"), day("03-02")),
        (day("02-25"), None, day("03-16")),
    ]
    assert found[0].breach_on > found[0].ended_on


def test_stepped_down_after_the_due_day_the_breach_stays_in_its_days():
    before, after = stepped_down("03-04", "03-05")
    assert states(before, "03-02", "03-03", "03-04", "03-05") == [
        State.DUE_TODAY,
        State.OVERDUE,
        State.OVERDUE,
        None,
    ]
    assert (after.from_on, after.due_on) == (day("03-05"), day("03-16"))


def test_on_a_hand_over_day_the_new_plan_counts():
    found = stepped_down("02-25", "02-25")
    assert [row.plan_type for row in found] == ["child_protection", "child_in_need"]
    assert (found[1].from_on, found[1].due_on) == (day("02-25"), day("03-16"))


# Worked case 7, its second half.
def test_a_worker_s_sickness_moves_no_clock_of_a_case():
    sick = {make.WORKER: worker(absences=(absence("02-16", "03-15"),))}
    facts = protected(workers=sick)
    assert shape(last("case-timescale", facts)) == [(MONDAY, None, day("03-02"))]
    assert shape(last("oversight-gap", facts)) == [(MONDAY, None, day("03-02"))]


def test_a_worker_who_leaves_ends_no_clock_of_a_case():
    gone = {make.WORKER: worker(post(ended_on=day("02-10")))}
    assert last("case-timescale", protected(workers=gone))[0].ended_on is None


# Several plans.
def test_of_two_plans_the_shorter_interval_counts():
    facts = under(plan("care_leaver"), plan("child_protection"))
    assert last("case-timescale", facts)[0].due_on == day("03-02")


def test_of_two_plans_with_one_interval_the_earlier_begun_names_the_row():
    later, earlier = plan("looked_after", day("01-05")), plan("child_in_need", day("01-04"))
    assert last("case-timescale", under(later, earlier))[0].plan_type == "child_in_need"


def test_on_the_day_of_a_change_the_change_comes_first_and_the_discussion_meets_the_new_stretch():
    added = plan("child_protection", day("02-09"))
    later = discussed(day("02-09"))
    facts = under(plan("child_in_need"), added, sessions=(discussed(MONDAY), later))
    old, new = [row for row in rows("case-timescale", facts) if row.opened_on == MONDAY]
    assert (old.ended_on, old.end_reason, old.met_on) == (day("02-09"), EndReason.CHANGED, None)
    assert (new.from_on, new.met_on, new.due_on) == (day("02-09"), day("02-09"), day("03-09"))


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_plan_with_a_label_of_no_meaning_cannot_be_judged(rule):
    row = last(rule, under(plan(None, label="Tier 3b")))[0]
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "plan_unmapped")
    assert (row.due_on, row.breach_on, row.plan_type) == (None, None, "Tier 3b")


@pytest.mark.parametrize("rule", CLOCKS)
def test_one_unknown_plan_of_two_leaves_nothing_to_judge(rule):
    row = last(rule, under(plan("child_protection"), plan(None, label="Tier 3b")))[0]
    assert (row.judgement, row.plan_type) == (Judgement.CANNOT_JUDGE, "child_protection")


@pytest.mark.parametrize("rule", CLOCKS)
def test_other_is_a_plan_that_is_known(rule):
    assert last(rule, under(plan("other")))[0].judgement is Judgement.JUDGED


@pytest.mark.parametrize("rule", CLOCKS)
def test_what_cannot_be_judged_ends_with_the_next_discussion_and_is_never_met(rule):
    facts = under(plan(None, label="Odd"), sessions=(discussed(MONDAY), discussed(day("02-09"))))
    found = rows(rule, facts)
    assert found[-2].end_reason is EndReason.SUPERSEDED
    assert [row.met_on for row in found] == [None, None, None]


# Gaps and endings.
@pytest.mark.parametrize(("back_on", "opened_on"), [("02-09", "02-02"), ("02-10", "02-10")])
@pytest.mark.parametrize("rule", CLOCKS)
def test_a_gap_of_one_working_day_is_none_and_one_of_two_starts_anew(rule, back_on, opened_on):
    first = plan("child_protection", ended_on=day("02-05"))
    facts = under(first, plan("child_protection", day(back_on)))
    assert last(rule, facts)[0].opened_on == day(opened_on)


@pytest.mark.parametrize(("back_on", "opened_on"), [("04-08", "03-30"), ("04-09", "04-09")])
def test_the_holidays_of_easter_are_no_working_days_of_a_gap(back_on, opened_on):
    first = plan("child_protection", ended_on=day("04-02"))
    facts = under(
        first, plan("child_protection", day(back_on)), sessions=(discussed(day("03-30")),)
    )
    assert last("case-timescale", facts)[0].opened_on == day(opened_on)


@pytest.mark.parametrize(("back_on", "opened_on"), [("12-30", "12-21"), ("12-31", "12-31")])
def test_the_holidays_of_christmas_are_no_working_days_of_a_gap(back_on, opened_on):
    first = plan("child_protection", ended_on=day("12-24"))
    facts = under(
        first, plan("child_protection", day(back_on)), sessions=(discussed(day("12-21")),)
    )
    assert last("case-timescale", facts)[0].opened_on == day(opened_on)


@pytest.mark.parametrize("rule", CLOCKS)
def test_due_on_the_last_day_of_a_case_and_unmet_is_no_breach(rule):
    row = last(rule, protected(closed_on=day("03-02")))[0]
    assert (row.ended_on, row.end_reason) == (day("03-03"), EndReason.CLOSED)
    assert states(row, "03-02", "03-03") == [State.DUE_TODAY, State.ENDED]


@pytest.mark.parametrize("rule", CLOCKS)
@pytest.mark.parametrize(("closed_on", "ended_on"), [("02-07", "02-07"), ("02-09", "02-10")])
def test_a_plan_that_would_begin_after_the_case_closed_bridges_no_gap(rule, closed_on, ended_on):
    friday = plan("child_in_need", MONDAY, day("02-06"))
    following = plan("child_in_need", day("02-09"))
    row = last(rule, under(friday, following, closed_on=day(closed_on)))[-1]
    assert (row.ended_on, row.end_reason) == (day(ended_on), EndReason.CLOSED)


@pytest.mark.parametrize("rule", CLOCKS)
def test_due_before_the_last_day_a_case_is_overdue_until_it_closes(rule):
    row = last(rule, protected(closed_on=day("03-03")))[0]
    assert states(row, "03-03", "03-04") == [State.OVERDUE, State.ENDED]


@pytest.mark.parametrize("rule", CLOCKS)
def test_when_its_last_plan_ends_a_case_owes_nothing_more(rule):
    row = last(rule, under(plan("child_protection", ended_on=day("02-20"))))[0]
    assert (row.ended_on, row.end_reason) == (day("02-21"), EndReason.CLOSED)


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_discussion_after_the_case_closed_opens_nothing(rule):
    facts = protected(discussed(day("03-10")), closed_on=day("03-03"))
    assert last(rule, facts)[0].opened_on == MONDAY


# What counts.
@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        (SessionKind.PERSONAL, "03-09"),
        (SessionKind.CASE, "03-09"),
        (SessionKind.JOINT, "03-09"),
        (SessionKind.GROUP, "03-02"),
        (SessionKind.PEER, "03-02"),
        (SessionKind.INFORMAL, "03-02"),
    ],
)
def test_personal_case_and_joint_sessions_serve_the_clock_of_a_case(kind, due_on):
    found = last("case-timescale", protected(discussed(day("02-09"), kind=kind)))
    assert found[-1].due_on == day(due_on)


def test_a_session_of_another_kind_is_a_near_miss():
    informal = discussed(day("02-09"), kind=SessionKind.INFORMAL)
    row = last("case-timescale", protected(informal))[0]
    assert [(miss["code"], miss["on"]) for miss in row.near_misses] == [
        ("wrong_kind", "2026-02-09")
    ]


@pytest.mark.parametrize("kind", list(SessionKind))
def test_a_held_discussion_of_every_kind_is_oversight(kind):
    found = last("oversight-gap", protected(discussed(day("02-09"), kind=kind)))
    assert found[-1].due_on == day("03-09")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": SessionStatus.CANCELLED, "cancelled_on": day("02-09")},
        {"status": SessionStatus.MISSED, "planned_on": day("02-09")},
        {"status": SessionStatus.PLANNED, "planned_on": day("02-09")},
    ],
)
@pytest.mark.parametrize("rule", CLOCKS)
def test_a_session_that_was_not_held_serves_no_clock(rule, changes):
    facts = protected(discussed(day("02-09"), **changes))
    assert last(rule, facts)[0].due_on == day("03-02")


@pytest.mark.parametrize("minutes", [5, None])
def test_a_discussion_counts_however_long_its_session_was(minutes):
    found = last("case-timescale", protected(discussed(day("02-09"), minutes=minutes)))
    assert found[-1].due_on == day("03-09")


@pytest.mark.parametrize("rule", CLOCKS)
def test_a_sibling_s_discussion_does_not_serve(rule):
    sibling = held(day("02-09"), discussions=(discussion(case_id=make.new_id()),))
    assert last(rule, protected(sibling))[0].opened_on == MONDAY


def test_a_note_is_oversight_and_no_discussion():
    written = note(day("02-09"))
    facts = protected(notes=(written,))
    assert last("oversight-gap", facts)[0].anchor == str(written.id)
    assert last("case-timescale", facts)[0].opened_on == MONDAY


def test_of_a_note_and_a_discussion_on_one_day_the_first_received_anchors():
    written = note(MONDAY, received_at=make.instant(MONDAY, 9))
    found = last("oversight-gap", protected(notes=(written,)))
    assert [row.anchor for row in found] == [str(written.id)]


# case-first: 10 working days from Monday 5 January are Monday 19 January.
def first_of(*sessions: Session, **changes) -> Expectation:
    held_by = (allocation(day("01-05")),)
    return one("case-first", case_stream(*sessions, **{"allocations": held_by, **changes}))


@pytest.mark.parametrize(("on", "in_time"), [("01-19", True), ("01-20", False)])
def test_a_case_is_first_discussed_within_ten_working_days_of_its_allocation(on, in_time):
    row = first_of(discussed(day(on)))
    assert (row.due_on, row.met_on, row.in_time) == (day("01-19"), day(on), in_time)


def test_nobody_having_discussed_it_the_case_is_overdue_after_ten_working_days():
    assert states(first_of(), "01-19", "01-20") == [State.DUE_TODAY, State.OVERDUE]


def test_good_friday_and_easter_monday_are_not_among_the_ten_working_days():
    assert first_of(allocations=(allocation(day("03-30")),)).due_on == day("04-15")


def test_christmas_and_boxing_day_are_not_among_the_ten_working_days():
    assert first_of(allocations=(allocation(day("2025-12-22")),)).due_on == day("2026-01-08")


@pytest.mark.parametrize(("on", "met_on"), [("01-04", None), ("01-05", day("01-05"))])
def test_a_discussion_on_the_day_of_the_allocation_counts_and_one_before_does_not(on, met_on):
    assert first_of(discussed(day(on))).met_on == met_on


def test_a_discussion_without_the_new_worker_does_not_count():
    assert first_of(discussed(day("01-06"), supervisees=(OTHER_WORKER,))).met_on is None


def test_the_worker_takes_part_in_either_role():
    chaired = discussed(day("01-06"), supervisees=(OTHER_WORKER,), supervisors=(make.WORKER,))
    assert first_of(chaired).met_on == day("01-06")


@pytest.mark.parametrize(
    ("kind", "met_on"),
    [
        (SessionKind.PERSONAL, day("01-06")),
        (SessionKind.CASE, day("01-06")),
        (SessionKind.JOINT, day("01-06")),
        (SessionKind.GROUP, day("01-06")),
        (SessionKind.PEER, day("01-06")),
        (SessionKind.INFORMAL, None),
    ],
)
def test_a_first_discussion_may_be_of_any_kind_but_informal(kind, met_on):
    assert first_of(discussed(day("01-06"), kind=kind)).met_on == met_on


def test_a_cancelled_session_is_no_first_discussion():
    off = discussed(day("01-06"), status=SessionStatus.CANCELLED, cancelled_on=day("01-06"))
    assert first_of(off).met_on is None


def test_a_first_discussion_is_no_longer_expected_when_the_allocation_ends():
    row = first_of(allocations=(allocation(day("01-05"), day("01-16")),))
    assert (row.ended_on, row.end_reason) == (day("01-17"), EndReason.LEFT)


def test_on_the_day_the_case_is_handed_over_it_is_the_new_worker_s():
    old, new = (
        allocation(day("01-05"), day("01-16")),
        allocation(day("01-16"), worker_id=OTHER_WORKER),
    )
    first, second = rows("case-first", case_stream(allocations=(old, new)))
    assert (first.ended_on, first.worker_id) == (day("01-16"), make.WORKER)
    assert (second.opened_on, second.worker_id) == (day("01-16"), OTHER_WORKER)


def test_a_first_discussion_is_no_longer_expected_when_the_case_closes():
    row = first_of(closed_on=day("01-16"))
    assert (row.ended_on, row.end_reason) == (day("01-17"), EndReason.CLOSED)


def test_a_case_that_nobody_holds_owes_no_first_discussion():
    assert rows("case-first", case_stream(allocations=())) == []


def test_no_session_supersedes_a_first_discussion():
    late = first_of(discussed(day("02-02"), supervisees=(OTHER_WORKER,)))
    assert late.ended_on is None


# Who carried it.
def test_a_case_s_row_is_carried_by_whoever_held_it_on_the_due_day():
    old, new = allocation(ended_on=day("02-20")), allocation(day("02-21"), worker_id=OTHER_WORKER)
    facts = protected(allocations=(old, new))
    assert last("case-timescale", facts)[0].worker_id == OTHER_WORKER


def test_one_who_leaves_the_day_before_the_last_carried_what_was_due_by_then():
    facts = protected(allocations=(allocation(ended_on=day("03-02")),))
    assert last("case-timescale", facts)[0].worker_id == make.WORKER


def test_the_supervisor_agreed_for_the_due_day_goes_before_that_of_the_last_session():
    lead = make.new_id()
    agreed = worker(agreements=(make.agreement(supervisor_id=lead),))
    facts = protected(workers={make.WORKER: agreed})
    assert last("case-timescale", facts)[0].supervisor_id == lead


@pytest.mark.parametrize("rule", [*CLOCKS, "case-first"])
def test_a_rule_of_a_case_that_is_switched_off_expects_nothing(rule):
    off = book(make.policy({rule: {"enabled": False}}))
    assert rows(rule, protected(), off) == []
