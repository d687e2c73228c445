"""plan-progress, contingency-set and decision-reasoned."""

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Discussion
from app.vocabulary import EndReason, Judgement, PlanProgress, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import one, rows, states
from tests.rules.make import book, case_stream, day, discussed, discussion, note

MONDAY = day("01-05")
RULES = ["plan-progress", "contingency-set", "decision-reasoned"]
NOTHING_WELL = {"plan_progress": PlanProgress.OFF_TRACK, "decided": True}


def said(**changes) -> Discussion:
    return discussion(**changes)


def of(rule: str, **changes) -> list[Expectation]:
    return rows(rule, case_stream(discussed(MONDAY, said(**changes))))


@pytest.mark.parametrize(
    ("rule", "changes", "state"),
    [
        ("plan-progress", {"plan_progress": PlanProgress.ON_TRACK}, State.MET),
        ("plan-progress", {"plan_progress": PlanProgress.DRIFTING}, State.MET),
        ("plan-progress", {"plan_progress": PlanProgress.OFF_TRACK}, State.MET),
        ("plan-progress", {"plan_progress": PlanProgress.NOT_RECORDED}, State.OVERDUE),
        ("plan-progress", {"plan_progress": None}, State.CANNOT_JUDGE),
        ("contingency-set", {**NOTHING_WELL, "contingency": True}, State.MET),
        ("contingency-set", {**NOTHING_WELL, "contingency": False}, State.OVERDUE),
        ("decision-reasoned", {"decided": True, "reasoned": True}, State.MET),
        ("decision-reasoned", {"decided": True, "reasoned": False}, State.OVERDUE),
    ],
)
def test_a_discussion_shows_what_it_must_on_its_day(rule, changes, state):
    [row] = of(rule, **changes)
    assert states(row, "01-05") == [state]


def test_progress_that_was_not_sent_says_so():
    [row] = of("plan-progress")
    assert (row.judgement, row.reason, row.due_on) == (Judgement.CANNOT_JUDGE, "not_sent", None)


@pytest.mark.parametrize(
    "progress",
    [PlanProgress.ON_TRACK, PlanProgress.DRIFTING, PlanProgress.NOT_RECORDED, None],
)
def test_only_a_plan_off_track_calls_for_a_contingency(progress):
    assert of("contingency-set", plan_progress=progress) == []


@pytest.mark.parametrize("reasoned", [True, False])
def test_where_nothing_was_decided_no_reason_is_called_for(reasoned):
    assert of("decision-reasoned", decided=False, reasoned=reasoned) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_row_names_the_discussion_by_its_session(rule):
    told = said(**NOTHING_WELL)
    session = discussed(MONDAY, told)
    row = one(rule, case_stream(session))
    assert (row.record_type, row.record_id, row.anchor) == (
        "discussion",
        session.id,
        str(told.id),
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", list(SessionKind))
def test_a_held_discussion_of_every_kind_is_looked_at(rule, kind):
    session = discussed(MONDAY, said(**NOTHING_WELL), kind=kind)
    assert len(rows(rule, case_stream(session))) == 1


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "status", [SessionStatus.PLANNED, SessionStatus.CANCELLED, SessionStatus.MISSED]
)
def test_a_session_that_was_not_held_shows_nothing(rule, status):
    session = discussed(MONDAY, said(**NOTHING_WELL), status=status, planned_on=MONDAY)
    assert rows(rule, case_stream(session)) == []


@pytest.mark.parametrize("rule", RULES)
def test_another_case_s_discussion_is_not_this_one_s(rule):
    session = discussed(MONDAY, said(case_id=make.new_id(), **NOTHING_WELL))
    assert rows(rule, case_stream(session)) == []


@pytest.mark.parametrize("rule", RULES[1:])
def test_a_breach_ends_with_the_next_session_that_discusses_the_case(rule):
    elsewhere = make.held(day("01-12"))
    later = discussed(day("01-19"), kind=SessionKind.GROUP)
    row = one(rule, case_stream(discussed(MONDAY, said(**NOTHING_WELL)), elsewhere, later))
    assert (row.ended_on, row.end_reason) == (day("01-19"), EndReason.SUPERSEDED)


# decision-reasoned in a note.
@pytest.mark.parametrize(("reasoned", "state"), [(True, State.MET), (False, State.OVERDUE)])
def test_a_decision_in_a_note_has_its_reason_too(reasoned, state):
    written = note(MONDAY, decided=True, reasoned=reasoned)
    row = one("decision-reasoned", case_stream(notes=(written,)))
    assert states(row, "01-05") == [state]
    assert (row.record_type, row.record_id) == ("oversight_note", written.id)


def test_a_note_without_a_decision_owes_no_reason():
    assert rows("decision-reasoned", case_stream(notes=(note(MONDAY),))) == []


def test_a_note_s_breach_ends_with_the_next_discussion_and_not_with_the_next_note():
    notes = (note(MONDAY, decided=True), note(day("01-12")))
    row = one("decision-reasoned", case_stream(discussed(day("01-19")), notes=notes))
    assert (row.ended_on, row.end_reason) == (day("01-19"), EndReason.SUPERSEDED)


@pytest.mark.parametrize("rule", RULES)
def test_the_version_of_the_record_s_day_decides_whether_anything_is_expected(rule):
    off = book(make.policy({rule: {"enabled": False}}, applies_from=day("01-06")))
    facts = case_stream(
        discussed(MONDAY, said(**NOTHING_WELL)), discussed(day("01-06"), said(**NOTHING_WELL))
    )
    assert [row.opened_on for row in rows(rule, facts, off)] == [MONDAY]
