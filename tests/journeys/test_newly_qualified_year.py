"""The first year of a newly qualified worker: weekly, fortnightly, then every four weeks."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import (
    CLOCK,
    cleared,
    counted,
    evening,
    flags,
    id_of,
    next_due,
    raised,
)
from tests.journeys.verifying import verified
from tests.resources import make

WHOLE = {
    "interrupted_minutes": 0,
    "check_in": {"held": True},
    "feedback_minutes": 10,
    "feedback": [
        {"direction": "supervisee_to_supervisor", "score": 8},
        {"direction": "supervisor_to_supervisee"},
    ],
}
LATER_SESSIONS = (
    ("S08", "2026-05-07"),
    ("S09", "2026-06-11"),
    ("S10", "2026-06-25"),
    ("S11", "2026-07-09"),
    ("S12", "2026-07-23"),
    ("S13", "2026-08-06"),
    ("S14", "2026-08-20"),
    ("S15", "2026-09-02"),
    ("S16", "2026-09-30"),
    ("S17", "2026-10-28"),
    ("S18", "2026-11-25"),
    ("S19", "2026-12-23"),
    ("S20", "2027-01-20"),
    ("S21", "2027-02-17"),
)
YEAR = {"from": "2026-03-02", "to": "2027-03-01", "as_at": "2027-03-01"}


def begun(service: Client) -> None:
    """W1 starts on Monday 2 March 2026, supervised by M1."""
    evening(service, "2026-03-02")
    make.team(service)
    post = {"team_ref": "T1", "role": "social_worker", "stage": "asye"}
    make.worker(
        service,
        "W1",
        asye_started_on="2026-03-02",
        posts=[{**post, "started_on": "2026-03-02"}],
    )
    make.worker(service, "M1", posts=[])
    make.agreement(service, started_on="2026-03-02", signed_on="2026-03-02")


def supervised(service: Client, reference: str, on: str, **fields: Any) -> Any:
    """A whole session of that day, sent that evening, with a word on every earlier action."""
    evening(service, on)
    path = f"/v1/workers/{id_of(service, 'workers', 'W1')}/previous-actions"
    said = fields.pop("action_reviews", [])
    named = {review["action_ref"] for review in said}
    going_on = [
        {"action_ref": action["reference"], "outcome": "progressing"}
        for action in make.ok(service.get(path, on=on))["items"]
        if action["reference"] not in named
    ]
    signed = {"signatures": {"supervisee_on": on, "supervisor_on": on}, "shared_on": on}
    body = make.held(on, **{**WHOLE, **signed, "recorded_at": f"{on}T17:00:00Z", **fields})
    answer = service.put("sessions", reference, {**body, "action_reviews": [*said, *going_on]})
    assert answer.status == 201, answer
    return answer.json


def first_weeks(service: Client) -> None:
    """Weekly until Easter."""
    begun(service)
    supervised(service, "S01", "2026-03-09", actions=[make.action("A1", "2026-03-23")])
    supervised(service, "S02", "2026-03-16")
    carried = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-05-07"}
    supervised(service, "S03", "2026-03-23", action_reviews=[carried])
    supervised(service, "S04", "2026-03-30")


def at_easter(service: Client) -> Any:
    """The session of Easter Monday is cancelled, and held on the Thursday."""
    evening(service, "2026-04-07")
    body = make.held(
        status="cancelled", planned_on="2026-04-06", cancelled_on="2026-04-06", started_at=None
    )
    make.made(service, "sessions", "S05", {**body, "ended_at": None})
    return supervised(service, "S06", "2026-04-09")


def spring(service: Client) -> None:
    """Fortnightly from here; A1 is done and A2 agreed."""
    first_weeks(service)
    at_easter(service)
    supervised(
        service,
        "S07",
        "2026-04-23",
        action_reviews=[{"action_ref": "A1", "outcome": "completed"}],
        actions=[make.action("A2", "2026-05-20")],
    )


def ill(service: Client, to_on: str | None = None) -> Any:
    absence = {"reason": "sickness", "from_on": "2026-05-11", "to_on": to_on}
    return make.ok(service.put("workers", "W1", {"absences": [absence]}))


def whole_year(service: Client) -> None:
    """Everything to the end of the programme; ill from 11 to 31 May."""
    spring(service)
    (eighth, ninth), later = LATER_SESSIONS[:2], LATER_SESSIONS[2:]
    supervised(service, *eighth)
    ill(service, "2026-05-31")
    done = {"action_ref": "A2", "outcome": "completed"}
    supervised(service, *ninth, action_reviews=[done])
    for reference, on in later:
        supervised(service, reference, on)
    evening(service, "2027-03-01")


def test_the_first_session_is_due_a_week_after_the_start(service: Client) -> None:
    begun(service)
    assert next_due(service, "2026-03-02") == [("2026-03-09", "due_soon")]
    assert next_due(service, "2026-03-09") == [("2026-03-09", "due_today")]
    assert next_due(service, "2026-03-10") == [("2026-03-09", "overdue")]


def test_a_session_without_a_check_in_is_a_flag_until_the_next_one(service: Client) -> None:
    begun(service)
    one = supervised(service, "S01", "2026-03-09", check_in={"held": False})
    assert (raised(one), cleared(one)) == (["check-in"], [])
    assert flags(service, "2026-03-15") == {("check-in", "S01")}
    two = supervised(service, "S02", "2026-03-16")
    assert (raised(two), cleared(two)) == ([], ["check-in"])
    assert flags(service, "2026-03-16") == set()
    assert counted(service, "check-in") == {"expected": 2, "met": 1, "overdue": 1}
    assert verified(service).differences == []


def test_a_cancelled_session_held_later_clears_two_flags(service: Client) -> None:
    first_weeks(service)
    rearranged = at_easter(service)
    assert next_due(service, "2026-04-08") == [("2026-04-06", "overdue")]
    assert cleared(rearranged) == ["personal-timescale"]
    [row] = service.items("/v1/expectations", rule="cancellation-rearranged")
    assert (row["due_on"], row["met_on"], row["state"]) == ("2026-04-13", "2026-04-09", "met")
    late = service.items("/v1/expectations", rule=CLOCK, state="met_late")
    assert [(row["due_on"], row["days_late"]) for row in late] == [("2026-04-06", 3)]
    assert verified(service).differences == []


def test_after_six_weeks_a_fortnight_is_enough(service: Client) -> None:
    first_weeks(service)
    at_easter(service)
    assert next_due(service, "2026-04-12") == [("2026-04-16", "due_soon")]
    assert next_due(service, "2026-04-13") == [("2026-04-23", "not_yet_due")]


def test_an_action_carried_forward_is_reviewed_in_every_session_until_it_is_done(
    service: Client,
) -> None:
    spring(service)
    action = make.ok(service.get(keyed("actions", "A1")))
    assert (action["status"], action["completed_on"]) == ("completed", "2026-04-23")
    assert action["due_history"] == [
        {"from_on": "2026-03-09", "due_on": "2026-03-23"},
        {"from_on": "2026-03-23", "due_on": "2026-05-07"},
    ]
    said = make.ok(service.get(f"/v1/actions/{action['id']}/reviews"))["items"]
    assert [(one["session_ref"], one["outcome"]) for one in said] == [
        ("S02", "progressing"),
        ("S03", "carried_forward"),
        ("S04", "progressing"),
        ("S06", "progressing"),
        ("S07", "completed"),
    ]
    assert counted(service, "previous-actions-reviewed") == {"expected": 5, "met": 5}
    assert verified(service).differences == []


def test_an_illness_moves_the_due_day_and_no_deadline(service: Client) -> None:
    spring(service)
    supervised(service, "S08", "2026-05-07")
    assert next_due(service, "2026-05-10") == [("2026-05-21", "not_yet_due")]
    evening(service, "2026-05-15")
    ill(service)
    assert next_due(service, "2026-05-15") == [(None, "paused")]
    evening(service, "2026-06-01")
    ill(service, "2026-05-31")
    assert next_due(service, "2026-05-25") == [("2026-06-11", "paused")]
    assert next_due(service, "2026-06-01") == [("2026-06-11", "not_yet_due")]
    assert flags(service, "2026-05-20") == set()
    assert flags(service, "2026-05-21") == {("action-completed", "A2")}
    done = {"action_ref": "A2", "outcome": "completed"}
    answer = supervised(service, "S09", "2026-06-11", action_reviews=[done])
    assert cleared(answer) == ["action-completed"]
    assert flags(service, "2026-06-11") == set()
    assert verified(service).differences == []


def test_feedback_given_days_later_answers_what_was_asked_for(service: Client) -> None:
    begun(service)
    session = supervised(service, "S01", "2026-03-09", feedback=[])["record"]
    assert ("feedback-two-way", "S01") in flags(service, "2026-03-09")
    assert ("feedback-sought", "S01") not in flags(service, "2026-03-16")
    assert ("feedback-sought", "S01") in flags(service, "2026-03-17")
    evening(service, "2026-03-13")
    path = f"/v1/sessions/{session['id']}/feedback"
    mine = {"direction": "supervisee_to_supervisor", "score": 6, "given_on": "2026-03-13"}
    make.created(service.post(path, mine))
    other = service.post(path, {"direction": "supervisor_to_supervisee"})
    assert cleared(make.created(other)) == ["feedback-two-way"]
    assert flags(service, "2026-03-16") == set()
    assert verified(service).differences == []


def test_from_the_sixth_month_on_four_weeks_are_enough(service: Client) -> None:
    whole_year(service)
    assert next_due(service, "2026-09-01") == [("2026-09-03", "due_soon")]
    assert next_due(service, "2026-09-02") == [("2026-09-30", "not_yet_due")]
    assert next_due(service, "2027-03-01") == [("2027-03-17", "not_yet_due")]


def test_the_year_comes_to_what_was_counted_by_hand(service: Client) -> None:
    whole_year(service)
    assert counted(service, CLOCK, **YEAR) == {"expected": 20, "met": 19, "met_late": 1}
    [figures] = make.ok(service.get("/v1/compliance", None, rule=CLOCK, **YEAR))["items"]
    assert (figures["rate"], figures["rag"]) == (pytest.approx(0.95), "green")
    assert counted(service, "cancellation-rearranged", **YEAR) == {"expected": 1, "met": 1}
    assert counted(service, "action-completed", **YEAR) == {
        "expected": 2,
        "met": 1,
        "met_late": 1,
    }
    assert flags(service, "2027-03-01") == set()
    assert verified(service).differences == []
