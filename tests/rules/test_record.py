from dataclasses import replace

import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.vocabulary import EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.make import book, called_off, case_stream, day, discussion, held, stream


def rows(rule, facts, rules=None) -> list[Expectation]:
    return [row for row in evaluate(facts, rules or book()) if row.rule == rule]


def on_time(facts, rules=None) -> Expectation:
    return rows("record-on-time", facts, rules)[0]


# Worked case 8.
def test_a_session_of_27_february_is_written_up_by_6_march():
    row = on_time(stream(held(day("02-27"), recorded_on=day("03-12"))))
    assert row.due_on == day("03-06")
    assert state_on(row, day("03-06"), 7) is State.DUE_TODAY
    assert state_on(row, day("03-07"), 7) is State.OVERDUE
    assert state_on(row, day("03-12"), 7) is State.MET_LATE
    assert days_late(row, day("03-12")) == 6


@pytest.mark.parametrize(("recorded_on", "in_time"), [("01-12", True), ("01-13", False)])
def test_five_working_days_are_in_time(recorded_on, in_time):
    row = on_time(stream(held(day("01-05"), recorded_on=day(recorded_on))))
    assert row.in_time is in_time


def test_not_to_know_when_it_was_written_up_is_not_to_judge():
    row = on_time(stream(held(day("01-05"), recorded_on=None)))
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "recorded_at_not_sent")


@pytest.mark.parametrize("kind", [k for k in SessionKind if k is not SessionKind.INFORMAL])
def test_every_kind_but_the_informal_is_written_up(kind):
    assert len(rows("record-on-time", stream(held(day("01-05"), kind=kind)))) == 1


def test_an_informal_conversation_owes_no_record():
    informal = held(day("01-05"), kind=SessionKind.INFORMAL)
    assert rows("record-on-time", stream(informal)) == []


def test_a_cancelled_session_owes_no_record():
    assert rows("record-on-time", stream(called_off(day("01-05"), None))) == []


def test_written_up_before_it_was_held_is_written_up_that_day():
    row = on_time(stream(held(day("01-05"), recorded_on=day("01-04"))))
    assert row.met_on == day("01-05")


def test_leaving_ends_no_duty_to_write_up():
    leaver = make.worker(make.post(ended_on=day("01-06")))
    late = held(day("01-05"), recorded_on=day("02-01"))
    assert on_time(stream(late, worker=leaver)).met_on == day("02-01")


@pytest.mark.parametrize(("recorded_on", "in_time"), [("01-07", True), ("01-08", False)])
def test_a_discussion_is_written_up_within_two_working_days(recorded_on, in_time):
    said = discussion(day(recorded_on))
    session = held(day("01-05"), discussions=(said,))
    row = on_time(case_stream(session))
    assert (row.in_time, row.record_type, row.record_id) == (in_time, "discussion", session.id)


def test_a_discussion_that_does_not_say_was_written_up_with_its_session():
    row = on_time(case_stream(held(day("01-05"), discussions=(discussion(),))))
    assert row.met_on == day("01-05")


def test_a_discussion_of_another_case_opens_nothing_here():
    other = discussion(case_id=make.new_id())
    assert rows("record-on-time", case_stream(held(day("01-05"), discussions=(other,)))) == []


def test_a_new_calendar_moves_what_is_still_open_and_leaves_what_is_closed():
    closed = replace(
        make.ENGLAND,
        version=2,
        applies_from=day("01-07"),
        holidays=make.ENGLAND.holidays | {day("01-09")},
    )
    rules = book(calendars=(make.ENGLAND, closed))
    moved = rows("record-on-time", stream(held(day("01-05"), recorded_on=day("01-13"))), rules)
    assert [(r.from_on, r.ended_on, r.end_reason, r.due_on) for r in moved] == [
        (day("01-05"), day("01-07"), EndReason.CHANGED, day("01-12")),
        (day("01-07"), None, None, day("01-13")),
    ]
    assert moved[1].in_time
    settled = rows("record-on-time", stream(held(day("01-05"), recorded_on=day("01-06"))), rules)
    assert [row.due_on for row in settled] == [day("01-12")]


def test_the_policy_of_the_fact_s_day_counts_for_a_deadline():
    longer = make.policy({"record-on-time": {"interval": 10}}, applies_from=day("01-06"))
    facts = stream(held(day("01-05")), held(day("01-06")))
    assert [row.due_on for row in rows("record-on-time", facts, book(longer))] == [
        day("01-12"),
        day("01-20"),
    ]


# Worked case 9.
def rearranged(*sessions, **changes) -> Expectation:
    return rows("cancellation-rearranged", stream(*sessions, **changes))[0]


def test_held_on_13_april_a_session_cancelled_on_2_april_is_rearranged_in_time():
    cancelled, later = called_off(day("04-02"), day("04-02")), held(day("04-13"))
    row = rearranged(cancelled, later)
    assert (row.due_on, row.met_on, row.in_time) == (day("04-13"), day("04-13"), True)
    timescale = rows("personal-timescale", stream(held(day("03-05")), cancelled, later))
    assert days_late(timescale[-2], day("04-13")) == 11


def test_held_a_day_later_it_is_late():
    row = rearranged(called_off(day("04-02"), day("04-02")), held(day("04-14")))
    assert row.in_time is False


def test_it_opens_on_the_cancellation_and_counts_from_the_planned_day():
    row = rearranged(called_off(day("04-02"), day("03-20")))
    assert (row.opened_on, row.due_on) == (day("03-20"), day("04-13"))


def test_without_a_planned_day_it_counts_from_the_cancellation():
    assert rearranged(called_off(None, day("04-02"))).due_on == day("04-13")


def test_a_session_before_the_cancellation_does_not_serve():
    row = rearranged(called_off(day("04-02"), day("04-02")), held(day("04-01")))
    assert row.met_on is None


def test_one_session_of_any_length_meets_all():
    facts = stream(
        called_off(day("04-02"), None),
        called_off(day("04-07"), None, status=SessionStatus.MISSED),
        held(day("04-08"), minutes=5),
    )
    assert [r.met_on for r in rows("cancellation-rearranged", facts)] == [day("04-08")] * 2


@pytest.mark.parametrize("kind", [SessionKind.GROUP, SessionKind.INFORMAL, SessionKind.CASE])
def test_another_kind_called_off_owes_nothing_and_one_held_serves_nothing(kind):
    assert rows("cancellation-rearranged", stream(called_off(day("04-02"), None, kind=kind))) == []
    row = rearranged(called_off(day("04-02"), None), held(day("04-03"), kind=kind))
    assert row.met_on is None


def test_a_called_off_session_without_any_day_opens_nothing():
    nowhen = called_off(day("04-02"), None)
    assert rows("cancellation-rearranged", stream(replace(nowhen, planned_on=None))) == []


def test_a_leaver_s_cancelled_session_is_not_asked_for():
    leaver = make.worker(make.post(ended_on=day("04-03")))
    row = rearranged(called_off(day("04-02"), None), worker=leaver)
    assert (row.ended_on, row.end_reason) == (day("04-04"), EndReason.LEFT)


def test_it_belongs_to_the_window_of_the_day_it_was_called_off():
    late, early = called_off(day("04-01"), day("04-10")), called_off(day("04-10"), day("04-01"))
    found = evaluate(stream(late, early), book(), day("04-05"))
    assert [r.anchor for r in found if r.rule == "cancellation-rearranged"] == [str(late.id)]


# record-shared: seven calendar days from Monday 5 January are Monday 12 January.
def shared(shared_on: str | None, *later, **changes) -> Expectation:
    on = day(shared_on) if shared_on else None
    return rows("record-shared", stream(held(day("01-05"), shared_on=on), *later, **changes))[0]


@pytest.mark.parametrize(("shared_on", "in_time"), [("01-12", True), ("01-13", False)])
def test_a_copy_is_shared_within_seven_calendar_days(shared_on, in_time):
    row = shared(shared_on)
    assert (row.due_on, row.met_on, row.in_time) == (day("01-12"), day(shared_on), in_time)


def test_not_to_have_been_told_of_a_copy_is_not_to_have_shared_it():
    row = shared(None)
    assert state_on(row, day("01-12"), 7) is State.DUE_TODAY
    assert state_on(row, day("01-13"), 7) is State.OVERDUE


def test_shared_before_it_was_held_is_shared_that_day():
    assert shared("01-02").met_on == day("01-05")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": SessionKind.CASE},
        {"kind": SessionKind.GROUP},
        {"kind": SessionKind.PEER},
        {"kind": SessionKind.INFORMAL},
        {"status": SessionStatus.CANCELLED, "cancelled_on": day("01-05")},
    ],
)
def test_only_held_personal_records_are_shared(changes):
    assert rows("record-shared", stream(held(day("01-05"), **changes))) == []


@pytest.mark.parametrize(("next_on", "ended_on"), [("01-13", None), ("01-14", day("01-14"))])
def test_a_copy_that_is_overdue_is_superseded_by_a_later_session(next_on, ended_on):
    assert shared(None, held(day(next_on))).ended_on == ended_on


def test_a_copy_shared_after_it_was_superseded_is_met_late_from_that_day():
    row = shared("01-20", held(day("01-14")))
    states = [state_on(row, day(each), 7) for each in ("01-13", "01-14", "01-19", "01-20")]
    assert states == [State.OVERDUE, State.ENDED, State.ENDED, State.MET_LATE]


def test_a_leaver_is_no_longer_owed_a_copy():
    row = shared(None, worker=make.worker(make.post(ended_on=day("01-08"))))
    assert (row.ended_on, row.end_reason) == (day("01-09"), EndReason.LEFT)


def test_a_copy_is_due_on_leap_day_seven_days_from_22_february_2028():
    assert rows("record-shared", stream(held(day("2028-02-22"))))[0].due_on == day("2028-02-29")


# record-on-time, what ends it.
def test_a_record_that_is_overdue_is_superseded_by_a_later_personal_session():
    late = held(day("01-05"), recorded_on=day("03-02"))
    row = on_time(stream(late, held(day("01-13")), held(day("01-14"))))
    assert (row.ended_on, row.end_reason) == (day("01-14"), EndReason.SUPERSEDED)


def test_a_discussion_that_is_overdue_is_superseded_by_the_next_discussion_of_the_case():
    late = held(day("01-05"), discussions=(discussion(day("03-02")),))
    elsewhere = held(day("01-12"))
    row = on_time(case_stream(late, elsewhere, make.discussed(day("01-19"))))
    assert (row.ended_on, row.end_reason) == (day("01-19"), EndReason.SUPERSEDED)


def test_five_working_days_from_saturday_4_april_are_monday_13_april():
    assert on_time(stream(held(day("04-04")))).due_on == day("04-13")
