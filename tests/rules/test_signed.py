"""record-signed: signatures, disagreement, and what an edit does to both."""

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Signatures
from app.vocabulary import EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import one, rows, shape, states
from tests.rules.make import book, day, disagreed, held, signed, stream

MONDAY = day("01-05")
UNSIGNED = signed()


def record(signatures: Signatures | None, **changes) -> Expectation:
    session = held(MONDAY, signatures=signatures, **changes)
    return one("record-signed", stream(session))


# Ten working days from Monday 5 January are Monday 19 January.
@pytest.mark.parametrize(("on", "in_time"), [("01-19", True), ("01-20", False)])
def test_a_record_is_signed_within_ten_working_days(on, in_time):
    row = record(signed(day(on), day(on)))
    assert (row.due_on, row.met_on, row.in_time) == (day("01-19"), day(on), in_time)


@pytest.mark.parametrize(
    ("supervisee_on", "supervisor_on"), [("01-08", "01-14"), ("01-14", "01-08")]
)
def test_it_is_signed_on_the_day_of_the_later_signature(supervisee_on, supervisor_on):
    assert record(signed(day(supervisee_on), day(supervisor_on))).met_on == day("01-14")


@pytest.mark.parametrize("signatures", [None, UNSIGNED, signed(MONDAY, None), signed(None, MONDAY)])
def test_without_both_signatures_it_is_overdue_after_ten_working_days(signatures):
    assert states(record(signatures), "01-19", "01-20") == [State.DUE_TODAY, State.OVERDUE]


def test_signed_before_it_was_held_it_is_signed_that_day():
    assert record(signed(day("01-02"), day("01-02"))).met_on == MONDAY


def test_over_christmas_and_new_year_the_holidays_are_no_working_days():
    row = one("record-signed", stream(held(day("2025-12-18"))))
    assert row.due_on == day("2026-01-06")


# Disagreement.
@pytest.mark.parametrize(("on", "in_time"), [("01-19", True), ("01-20", False)])
def test_a_disagreement_recorded_by_then_serves(on, in_time):
    row = record(disagreed(day(on)))
    assert (row.met_on, row.in_time) == (day(on), in_time)


def test_one_without_a_day_is_of_the_later_signature_s():
    signatures = disagreed(None, supervisee_on=day("01-07"), supervisor_on=day("01-08"))
    assert record(signatures).met_on == day("01-08")


def test_one_without_a_day_under_one_signature_is_of_that_one_s():
    assert record(disagreed(None, supervisee_on=day("01-07"))).met_on == day("01-07")


def test_one_without_any_day_is_of_the_day_it_was_written_up():
    assert record(disagreed(None), recorded_on=day("01-09")).met_on == day("01-09")


def test_one_of_which_no_day_is_known_cannot_be_judged():
    row = record(disagreed(None), recorded_on=None)
    assert (row.judgement, row.reason) == (Judgement.CANNOT_JUDGE, "disagreed_on_not_sent")


# An edit: the signatures fell away on Monday 12 January.
EDITED = day("01-12")


def edited(fallen: Signatures, signatures: Signatures, fell_on=EDITED) -> list[Expectation]:
    session = held(MONDAY, fallen=fallen, fell_on=fell_on, signatures=signatures)
    return rows("record-signed", stream(session))


def test_after_an_edit_it_is_to_be_signed_again_within_ten_working_days_of_that():
    found = edited(signed(MONDAY, MONDAY), UNSIGNED)
    assert shape(found) == [
        (MONDAY, EDITED, day("01-19")),
        (EDITED, None, day("01-26")),
    ]
    assert states(found[1], "01-26", "01-27") == [State.DUE_TODAY, State.OVERDUE]


def test_what_was_signed_before_the_edit_stays_met_in_its_days():
    before = edited(signed(MONDAY, MONDAY), UNSIGNED)[0]
    assert (before.met_on, before.end_reason) == (MONDAY, EndReason.CHANGED)
    assert states(before, "01-05", "01-11", "01-12") == [State.MET, State.MET, None]


@pytest.mark.parametrize(("on", "in_time"), [("01-26", True), ("01-27", False)])
def test_signed_again_in_time_it_is_met_and_a_day_later_late(on, in_time):
    again = edited(signed(MONDAY, MONDAY), signed(day(on), day(on)))[1]
    assert (again.met_on, again.in_time) == (day(on), in_time)


def test_a_signature_that_did_not_fall_and_is_older_than_the_edit_counts_from_the_edit_on():
    again = edited(signed(MONDAY, MONDAY), signed(day("01-06"), day("01-14")))[1]
    assert again.met_on == day("01-14")


def test_the_trace_says_from_which_edit_it_counts_and_before_that_none():
    before, again = edited(signed(MONDAY, MONDAY), UNSIGNED)
    assert [step["code"] for step in before.trace] == ["interval"]
    assert [step["code"] for step in again.trace] == ["edited", "interval"]
    assert again.trace[0]["edited_on"] == again.trace[1]["from_on"] == "2026-01-12"


def test_what_cannot_be_judged_after_an_edit_says_that_there_was_one():
    session = held(
        MONDAY, recorded_on=None, fallen=UNSIGNED, fell_on=EDITED, signatures=disagreed(None)
    )
    again = rows("record-signed", stream(session))[1]
    assert [step["code"] for step in again.trace] == ["edited", "cannot_judge"]


def test_both_stretches_are_one_expectation():
    before, after = edited(signed(MONDAY, MONDAY), UNSIGNED)
    assert before.id == after.id
    assert before.opened_on == after.opened_on == MONDAY


@pytest.mark.parametrize(("next_on", "ended_on"), [(EDITED, None), (day("01-13"), day("01-13"))])
def test_what_cannot_be_judged_after_an_edit_is_superseded_by_a_session_on_a_later_day(
    next_on, ended_on
):
    session = held(
        MONDAY, recorded_on=None, fallen=UNSIGNED, fell_on=EDITED, signatures=disagreed(None)
    )
    again = rows("record-signed", stream(session, held(next_on)))[1]
    assert (again.judgement, again.ended_on) == (Judgement.CANNOT_JUDGE, ended_on)


def test_half_signed_and_then_edited_nothing_was_met_before():
    before = edited(signed(MONDAY, None), UNSIGNED)[0]
    assert (before.met_on, before.ended_on) == (None, EDITED)


@pytest.mark.parametrize("fell_on", ["01-02", "01-05"])
def test_an_edit_before_or_on_the_day_of_the_meeting_begins_nothing_anew(fell_on):
    found = edited(signed(day("01-02"), day("01-02")), UNSIGNED, day(fell_on))
    assert shape(found) == [(MONDAY, None, day("01-19"))]


def test_an_edit_the_day_after_the_meeting_begins_anew():
    found = edited(signed(MONDAY, MONDAY), UNSIGNED, day("01-06"))
    assert shape(found) == [
        (MONDAY, day("01-06"), day("01-19")),
        (day("01-06"), None, day("01-20")),
    ]


# Whom and what it is about.
@pytest.mark.parametrize("kind", [SessionKind.PERSONAL, SessionKind.JOINT])
def test_a_personal_or_joint_session_is_to_be_signed(kind):
    assert len(rows("record-signed", stream(held(MONDAY, kind=kind)))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": SessionKind.CASE},
        {"kind": SessionKind.GROUP},
        {"kind": SessionKind.PEER},
        {"kind": SessionKind.INFORMAL},
        {"status": SessionStatus.CANCELLED, "cancelled_on": MONDAY},
        {"status": SessionStatus.PLANNED, "planned_on": MONDAY},
    ],
)
def test_nothing_else_is(changes):
    assert rows("record-signed", stream(held(MONDAY, **changes))) == []


def unsigned_before(next_on: str, **changes) -> Expectation:
    first = held(MONDAY, signatures=UNSIGNED)
    return rows("record-signed", stream(first, held(day(next_on)), **changes))[0]


@pytest.mark.parametrize(("next_on", "ended_on"), [("01-20", None), ("01-21", day("01-21"))])
def test_a_session_after_the_first_day_of_the_breach_supersedes_it(next_on, ended_on):
    assert unsigned_before(next_on).ended_on == ended_on


def test_a_leaver_s_record_is_no_longer_to_be_signed():
    leaver = make.worker(make.post(ended_on=day("01-08")))
    row = one("record-signed", stream(held(MONDAY, signatures=None), worker=leaver))
    assert (row.ended_on, row.end_reason) == (day("01-09"), EndReason.LEFT)


def test_the_version_of_the_session_s_day_says_how_long():
    longer = make.policy({"record-signed": {"interval": 15}}, applies_from=day("01-06"))
    facts = stream(held(MONDAY), held(day("01-06")))
    assert [row.due_on for row in rows("record-signed", facts, book(longer))] == [
        day("01-19"),
        day("01-27"),
    ]
