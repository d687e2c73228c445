"""personal-timescale: the worked cases of the design, and each boundary from both sides."""

from dataclasses import replace
from datetime import date

import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.vocabulary import EndReason, Judgement, SessionKind, State
from tests.rules import make
from tests.rules.make import absence, book, day, days, held, post, stream, worker

FROM_5_JAN = held(day("01-05"))


def timescale(facts, rules=None) -> list[Expectation]:
    return [e for e in evaluate(facts, rules or book()) if e.rule == "personal-timescale"]


def last(facts, rules=None) -> list[Expectation]:
    """The stretches of what was opened last."""
    rows = timescale(facts, rules)
    opened_on = max(row.opened_on for row in rows)
    return [row for row in rows if row.opened_on == opened_on]


def shape(rows: list[Expectation]) -> list[tuple[date, date | None, date | None]]:
    return [(row.from_on, row.ended_on, row.due_on) for row in rows]


def on(rows: list[Expectation], at: date) -> tuple[State, date | None]:
    """The one stretch that stands, and its due day."""
    found = [(state_on(row, at, 7), row.due_on) for row in rows]
    standing = [(state, due) for state, due in found if state not in (None, State.ENDED)]
    assert len(standing) == 1
    return standing[0]


# Worked case 1.
@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("01-05", State.NOT_YET_DUE),
        ("01-25", State.NOT_YET_DUE),
        ("01-26", State.DUE_SOON),
        ("02-01", State.DUE_SOON),
        ("02-02", State.DUE_TODAY),
        ("02-03", State.OVERDUE),
    ],
)
def test_28_days_from_5_january_are_due_on_2_february_and_overdue_from_the_3rd(at, state):
    assert on(last(stream(FROM_5_JAN)), day(at)) == (state, day("02-02"))


def test_a_session_held_on_the_due_day_is_in_time():
    met = timescale(stream(FROM_5_JAN, held(day("02-02"))))[-2]
    assert (met.met_on, met.in_time) == (day("02-02"), True)


def test_a_session_held_the_day_after_is_late():
    met = timescale(stream(FROM_5_JAN, held(day("02-03"))))[-2]
    assert (met.met_on, met.in_time) == (day("02-03"), False)


# Worked case 3.
def test_held_on_29_december_is_three_days_late():
    met = timescale(stream(held(day("2025-11-28")), held(day("2025-12-29"))))[-2]
    assert met.due_on == day("2025-12-26")
    assert days_late(met, day("2025-12-29")) == 3


def test_a_due_day_rolls_before_the_holidays_when_policy_says_so():
    rolling = book(make.policy({"personal-timescale": {"roll": "previous_working_day"}}))
    assert last(stream(held(day("2025-11-28"))), rolling)[0].due_on == day("2025-12-24")


# Worked case 4.
def newly_qualified(**changes):
    started_on = day("2025-09-08")
    return worker(post(started_on, stage="asye"), **{"asye_started_on": started_on, **changes})


@pytest.mark.parametrize(
    ("at", "due"), [("2025-10-19", "2025-10-24"), ("2025-10-20", "2025-10-31")]
)
def test_six_weeks_after_the_start_the_second_interval_applies(at, due):
    rows = last(stream(held(day("2025-10-17")), worker=newly_qualified()))
    assert on(rows, day(at))[1] == day(due)


@pytest.mark.parametrize(("at", "due"), [("03-07", "03-16"), ("03-08", "03-30")])
def test_on_the_same_day_of_the_sixth_month_the_standard_interval_applies(at, due):
    rows = last(stream(held(day("03-02")), worker=newly_qualified()))
    assert on(rows, day(at))[1] == day(due)


def test_before_the_programme_starts_the_first_interval_holds():
    rows = last(stream(FROM_5_JAN, worker=newly_qualified(asye_started_on=day("03-02"))))
    assert rows[0].due_on == day("01-12")


def test_a_newly_qualified_worker_without_a_start_cannot_be_judged_even_beside_another_post():
    two = (post(stage="asye"), post(id=make.new_id()))
    row = last(stream(FROM_5_JAN, worker=worker(*two)))[0]
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "asye_start_unknown")
    assert row.due_on is None
    assert row.breach_on is None


def test_a_stage_that_is_not_known_cannot_be_judged():
    row = last(stream(FROM_5_JAN, worker=worker(post(stage="trainee"))))[0]
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "stage_unmapped")


def test_what_cannot_be_judged_ends_with_the_next_session_and_is_never_met():
    rows = timescale(stream(FROM_5_JAN, held(day("02-02")), worker=worker(post(stage="odd"))))
    assert rows[-2].end_reason is EndReason.SUPERSEDED
    assert all(row.met_on is None for row in rows)


@pytest.mark.parametrize(("at", "due"), [("06-30", "07-10"), ("07-01", "07-24")])
def test_probation_lasts_to_the_sixth_month_of_the_post(at, due):
    rows = last(stream(held(day("06-26")), worker=worker(post(day("01-01"), stage="probation"))))
    assert on(rows, day(at))[1] == day(due)


def test_of_two_posts_the_shorter_interval_counts():
    two = (post(), post(day("01-01"), id=make.new_id(), stage="probation"))
    assert last(stream(FROM_5_JAN, worker=worker(*two)))[0].due_on == day("01-19")


def test_a_role_may_have_an_interval_of_its_own():
    roles = book(make.policy({"personal-timescale": {"intervals": {"social_worker": 42}}}))
    assert last(stream(FROM_5_JAN), roles)[0].due_on == day("02-16")


# Changes of the policy, as in worked cases 5 and 6.
def interval(n, from_on):
    return make.policy({"personal-timescale": {"interval": n}}, applies_from=day(from_on))


@pytest.mark.parametrize(("from_on", "due"), [("02-09", "03-09"), ("03-02", "03-16")])
def test_a_shorter_interval_makes_nothing_overdue_by_itself(from_on, due):
    rules = book(make.policy({"personal-timescale": {"interval": 42}}), interval(28, from_on))
    rows = last(stream(held(day("02-02"))), rules)
    assert shape(rows) == [
        (day("02-02"), day(from_on), day("03-16")),
        (day(from_on), None, day(due)),
    ]


def test_a_longer_interval_before_the_due_day_leaves_no_breach():
    rows = last(stream(held(day("02-02"))), book(interval(42, "02-25")))
    assert shape(rows) == [
        (day("02-02"), day("02-25"), day("03-02")),
        (day("02-25"), None, day("03-16")),
    ]
    assert rows[0].breach_on > rows[0].ended_on


def test_a_longer_interval_after_the_due_day_keeps_the_breach_of_its_days():
    rows = last(stream(held(day("02-02"))), book(interval(42, "03-05")))
    assert on(rows, day("03-03"))[0] is State.OVERDUE
    assert on(rows, day("03-04"))[0] is State.OVERDUE
    assert on(rows, day("03-05")) == (State.NOT_YET_DUE, day("03-16"))
    assert on(rows, day("03-17"))[0] is State.OVERDUE


def test_a_longer_interval_never_brings_a_due_day_forward():
    rules = book(interval(14, "02-20"), replace(interval(16, "02-22"), version=2))
    rows = last(stream(held(day("02-02"))), rules)
    assert [row.due_on for row in rows] == [day("03-02"), day("03-02"), day("03-02")]


def test_a_policy_that_leaves_the_rule_alone_cuts_nothing():
    other = make.policy({"check-in": {"enabled": False}}, applies_from=day("01-10"))
    assert len(last(stream(FROM_5_JAN), book(other))) == 1


def test_nothing_stands_while_the_rule_is_switched_off():
    off = make.policy({"personal-timescale": {"enabled": False}}, applies_from=day("01-10"))
    on_again = make.policy({}, version=2, applies_from=day("01-20"))
    rows = last(stream(FROM_5_JAN), book(off, on_again))
    assert shape(rows) == [
        (day("01-05"), day("01-10"), day("02-02")),
        (day("01-20"), None, day("02-02")),
    ]


def test_a_rule_that_is_off_from_the_start_gives_nothing():
    off = book(make.policy({"personal-timescale": {"enabled": False}}))
    assert timescale(stream(FROM_5_JAN), off) == []


@pytest.mark.parametrize(("at", "state"), [("02-05", State.IN_GRACE), ("02-06", State.OVERDUE)])
def test_grace_lies_between_the_due_day_and_the_breach(at, state):
    graceful = book(make.policy({"personal-timescale": {"grace": 3}}))
    assert on(last(stream(FROM_5_JAN), graceful), day(at)) == (state, day("02-02"))


# Worked case 7.
def sick(*absences):
    return worker(absences=absences)


def test_a_sick_worker_s_due_day_moves_and_the_days_away_are_paused():
    rows = last(stream(held(day("02-02")), worker=sick(absence("02-16", "03-15"))))
    assert shape(rows) == [
        (day("02-02"), day("02-16"), day("03-30")),
        (day("02-16"), day("03-16"), day("03-30")),
        (day("03-16"), None, day("03-30")),
    ]
    assert [row.reason for row in rows] == [None, "sickness", None]
    assert on(rows, day("03-15"))[0] is State.PAUSED
    assert on(rows, day("03-31"))[0] is State.OVERDUE


def test_annual_leave_moves_nothing():
    rows = last(stream(held(day("02-02")), worker=sick(absence("02-16", "03-15", "annual_leave"))))
    assert shape(rows) == [(day("02-02"), None, day("03-02"))]


@pytest.mark.parametrize(("from_on", "due"), [("03-02", "03-12"), ("03-03", "03-02")])
def test_an_absence_counts_when_it_begins_by_the_due_day(from_on, due):
    rows = last(
        stream(held(day("02-02")), worker=sick(absence(from_on, f"03-{int(from_on[3:]) + 9:02}")))
    )
    assert rows[-1].due_on == day(due)


def test_an_absence_that_begins_when_it_is_overdue_pauses_nothing():
    rows = last(stream(held(day("02-02")), worker=sick(absence("03-10", "03-20"))))
    assert on(rows, day("03-12"))[0] is State.OVERDUE


def test_while_no_end_is_known_there_is_no_due_day():
    rows = last(stream(held(day("02-02")), worker=sick(absence("02-16", None))))
    assert shape(rows) == [(day("02-02"), day("02-16"), None), (day("02-16"), None, None)]
    assert on(rows, day("06-01"))[0] is State.PAUSED


def test_absences_that_overlap_count_once():
    away = sick(absence("02-16", "02-25"), absence("02-20", "03-01", "unpaid"))
    rows = last(stream(held(day("02-02")), worker=away))
    assert [row.due_on for row in rows] == [day("03-16")] * 3
    assert rows[1].reason == "sickness"


def test_a_session_held_while_away_counts():
    away = sick(absence("02-16", "03-15"))
    rows = timescale(stream(held(day("02-02")), held(day("02-20")), worker=away))
    met = next(row for row in rows if row.met_on == day("02-20"))
    assert (met.in_time, met.from_on) == (True, day("02-16"))


# Worked case 10.
def leaver(ended_on):
    return worker(post(ended_on=day(ended_on)))


def test_what_is_due_after_the_last_day_is_never_a_breach():
    rows = last(stream(held(day("02-02")), worker=leaver("02-20")))
    assert shape(rows) == [(day("02-02"), day("02-21"), day("03-02"))]
    assert rows[0].end_reason is EndReason.LEFT
    assert rows[0].breach_on > rows[0].ended_on


def test_due_on_the_last_day_and_unmet_is_no_breach():
    row = last(stream(held(day("02-02")), worker=leaver("03-02")))[0]
    assert row.breach_on == row.ended_on


@pytest.mark.parametrize(
    ("at", "state"),
    [("02-10", State.OVERDUE), ("02-20", State.OVERDUE), ("02-21", State.ENDED)],
)
def test_a_leaver_is_overdue_until_the_last_day_and_gone_after(at, state):
    row = last(stream(held(day("01-12")), worker=leaver("02-20")))[0]
    assert row.due_on == day("02-09")
    assert state_on(row, day(at), 7) is state


def two_posts(first_ends, second_starts, **changes):
    first = post(ended_on=day(first_ends))
    return worker(first, post(day(second_starts), id=make.new_id(), **changes))


def test_a_gap_of_28_days_keeps_the_clock_and_moves_a_due_day_in_it_to_the_first_day_back():
    rows = last(stream(FROM_5_JAN, worker=two_posts("01-20", "02-18")))
    assert shape(rows) == [
        (day("01-05"), day("01-21"), day("02-02")),
        (day("02-18"), None, day("02-18")),
    ]
    assert rows[0].end_reason is EndReason.LEFT


def test_a_gap_of_29_days_starts_anew():
    rows = timescale(stream(FROM_5_JAN, worker=two_posts("01-20", "02-19")))
    assert rows[-1].opened_on == day("02-19")
    assert rows[-1].due_on == day("03-19")


def test_what_was_overdue_before_a_gap_is_overdue_again_after_it():
    rows = last(stream(FROM_5_JAN, worker=two_posts("02-05", "02-20")))
    assert on(rows, day("02-20")) == (State.OVERDUE, day("02-02"))


def test_on_a_hand_over_day_the_new_post_counts():
    rows = last(stream(FROM_5_JAN, worker=two_posts("01-12", "01-12", stage="probation")))
    assert shape(rows)[0] == (day("01-05"), day("01-12"), day("02-02"))
    assert rows[1].due_on == day("01-26")


def test_a_worker_whose_post_is_not_supervised_owes_nothing():
    assert timescale(stream(FROM_5_JAN, worker=worker(post(supervised=False)))) == []


def test_a_session_outside_the_duty_counts_for_nothing():
    rows = timescale(stream(FROM_5_JAN, worker=worker(post(day("02-01")))))
    assert [row.opened_on for row in rows] == [day("02-01")]


def test_the_first_session_is_due_an_interval_after_the_start():
    row = timescale(stream(worker=worker(post(day("01-05")))))[0]
    assert (row.opened_on, row.due_on, row.anchor) == (day("01-05"), day("02-02"), str(make.POST))


def test_an_unknown_start_cannot_be_judged_until_the_first_session():
    unknown = worker(post(None, received_on=day("01-01")))
    first, second = timescale(stream(FROM_5_JAN, worker=unknown))
    assert (first.reason, first.end_reason) == ("duty_start_unknown", EndReason.SUPERSEDED)
    assert (first.from_on, first.ended_on) == (day("01-01"), day("01-05"))
    assert second.due_on == day("02-02")


def test_a_session_before_an_unknown_start_was_received_opens_the_clock():
    unknown = worker(post(None, received_on=day("02-01")))
    assert [row.opened_on for row in timescale(stream(FROM_5_JAN, worker=unknown))] == [
        day("01-05")
    ]


# What counts.
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes": 29}, "too_short"),
        ({"kind": SessionKind.INFORMAL}, "wrong_kind"),
        ({"kind": SessionKind.GROUP}, "wrong_kind"),
        ({"kind": SessionKind.CASE}, "wrong_kind"),
        ({"kind": SessionKind.PEER}, "wrong_kind"),
    ],
)
def test_what_only_looks_like_it_counts_is_a_near_miss(changes, code):
    row = last(stream(FROM_5_JAN, held(day("01-20"), **changes)))[0]
    assert row.opened_on == day("01-05")
    assert [miss["code"] for miss in row.near_misses] == [code]


@pytest.mark.parametrize("changes", [{"minutes": 30}, {"kind": SessionKind.JOINT}])
def test_a_joint_session_counts_and_so_does_one_of_30_minutes(changes):
    assert last(stream(FROM_5_JAN, held(day("01-20"), **changes)))[0].opened_on == day("01-20")


def test_a_cancelled_session_is_a_near_miss():
    row = last(stream(FROM_5_JAN, make.called_off(day("01-20"), day("01-19"))))[0]
    assert [(miss["code"], miss["on"]) for miss in row.near_misses] == [("not_held", "2026-01-19")]


def test_a_session_of_unknown_length_leaves_no_false_alarm():
    blurred = held(day("01-20"), minutes=None)
    rows = last(stream(FROM_5_JAN, blurred))
    assert [(row.from_on, row.judgement) for row in rows] == [
        (day("01-05"), Judgement.JUDGED),
        (day("01-20"), Judgement.CANNOT_JUDGE),
    ]
    assert rows[1].reason == "minutes_not_known"


def test_a_breach_before_a_session_of_unknown_length_stays_in_its_days():
    rows = last(stream(FROM_5_JAN, held(day("02-10"), minutes=None), held(day("02-20"))))
    rows = [
        row
        for row in timescale(
            stream(FROM_5_JAN, held(day("02-10"), minutes=None), held(day("02-20")))
        )
        if row.opened_on == day("01-05")
    ]
    assert state_on(rows[0], day("02-09"), 7) is State.OVERDUE
    assert (rows[1].ended_on, rows[1].end_reason) == (day("02-20"), EndReason.SUPERSEDED)


def test_several_sessions_on_one_day_are_one_and_the_first_received_anchors():
    late = held(day("01-05"), received_at=make.instant(day("03-01")))
    early = held(day("01-05"), received_at=make.instant(day("01-06")))
    rows = timescale(stream(late, early))
    assert rows[-1].anchor == str(early.id)
    assert len([row for row in rows if row.opened_on == day("01-05")]) == 1


def test_early_sessions_bank_nothing():
    rows = timescale(stream(FROM_5_JAN, held(day("01-06"))))
    assert rows[-1].due_on == day("02-03")


# Who carried it.
def test_the_supervisor_is_that_of_the_last_personal_session():
    other = make.new_id()
    rows = timescale(stream(FROM_5_JAN, held(day("02-10"), supervisors=(other,))))
    assert [row.supervisor_id for row in rows[-2:]] == [make.MANAGER, other]


def test_the_team_is_that_of_the_post_on_the_due_day():
    team = make.new_id()
    rows = last(stream(FROM_5_JAN, worker=two_posts("01-31", "02-01", team_id=team)))
    assert rows[-1].team_id == team


def test_the_trace_tells_the_sum():
    row = last(stream(held(day("02-02")), worker=sick(absence("02-16", "03-15"))))[0]
    assert [step["code"] for step in row.trace] == ["anchor", "interval", "paused", "minimum"]
    assert row.trace[2]["due_on"] == "2026-03-30"


def test_working_days_of_a_new_calendar_move_what_is_open():
    counted = make.policy({"personal-timescale": {"interval": 5, "unit": "working_day"}})
    closed = replace(
        make.ENGLAND,
        version=2,
        applies_from=day("01-07"),
        holidays=make.ENGLAND.holidays | {day("01-09")},
    )
    rows = last(stream(FROM_5_JAN), book(counted, calendars=(make.ENGLAND, closed)))
    assert [(row.due_on, row.calendar_version) for row in rows] == [
        (day("01-12"), 1),
        (day("01-13"), 2),
    ]


def test_a_window_begins_with_the_anchor_on_its_first_day():
    later = held(day("01-05") + days(20))
    rows = timescale(stream(later))
    inside = [
        e for e in evaluate(stream(later), book(), day("01-25")) if e.rule == "personal-timescale"
    ]
    assert inside == rows[-1:]
