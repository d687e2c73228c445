"""A child in need is protected, passes to another worker, is closed and comes back."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import cleared, evening, flags, id_of, raised
from tests.journeys.verifying import verified
from tests.resources import make

IN_NEED = {"type": "child_in_need", "started_on": "2026-03-02"}
PROTECTED = {"type": "child_protection", "started_on": "2026-05-11"}
AGAIN = {"type": "child_in_need", "started_on": "2026-09-07"}
OF_W1 = {"worker_ref": "W1", "started_on": "2026-03-02"}
OF_W2 = {"worker_ref": "W2", "started_on": "2026-05-25"}
C1 = {"case_ref": "C1"}


def changed(service: Client, **fields: Any) -> Any:
    return make.ok(service.put("cases", "C1", fields))["record"]


def discussed(service: Client, reference: str, on: str, **fields: Any) -> Any:
    """A session in which C1 was discussed, written up and sent that evening."""
    evening(service, on)
    body = make.held(on, recorded_at=f"{on}T17:00:00Z", discussions=[C1], **fields)
    answer = service.put("sessions", reference, body)
    assert answer.status == 201, answer
    return answer.json


def opened(service: Client) -> None:
    """W1 holds the child's case; two actions are agreed, one of them on it."""
    evening(service, "2026-03-02")
    make.worker(service, "W1")
    make.worker(service, "W2")
    make.worker(service, "M1", posts=[])
    make.worker(service, "M2", posts=[])
    make.case(service, plans=[IN_NEED], allocations=[OF_W1], opened_on="2026-03-02")
    actions = [make.action("A1", "2026-04-30", **C1), make.action("A2", "2026-04-30")]
    discussed(service, "S1", "2026-03-16", actions=actions)


def overseen(service: Client) -> Any:
    """M1 decides something on the file; the next case session reviews only one of two actions."""
    opened(service)
    evening(service, "2026-04-20")
    action = make.action("A3", "2026-05-08")
    make.note(service, "N1", decided_on="2026-04-20", actions=[action])
    reviews = [{"action_ref": "A1", "outcome": "progressing"}]
    return discussed(service, "S2", "2026-04-27", kind="case", action_reviews=reviews)


def handed_over(service: Client) -> Any:
    """The plan steps up; W2 takes over, and reviews with M2 what W1 had agreed."""
    overseen(service)
    evening(service, "2026-05-11")
    changed(service, plans=[{**IN_NEED, "ended_on": "2026-05-10"}, PROTECTED])
    evening(service, "2026-05-25")
    changed(service, allocations=[{**OF_W1, "ended_on": "2026-05-24", "reason": "Moved"}, OF_W2])
    reviews = [
        {"action_ref": "A1", "outcome": "completed"},
        {"action_ref": "A3", "outcome": "carried_forward", "new_due_on": "2026-06-30"},
    ]
    people = {"supervisee_ref": "W2", "supervisor_ref": "M2"}
    return discussed(service, "S3", "2026-06-08", **people, action_reviews=reviews)


def closed_and_reopened(service: Client) -> None:
    """Closed at the end of July, and open again in September."""
    handed_over(service)
    first = [{**IN_NEED, "ended_on": "2026-05-10"}, {**PROTECTED, "ended_on": "2026-07-31"}]
    evening(service, "2026-07-31")
    changed(service, plans=first, closed_on="2026-07-31")
    evening(service, "2026-09-07")
    changed(service, plans=[*first, AGAIN], closed_on=None)


def due_a_review(service: Client, session: str) -> list[str]:
    path = f"/v1/sessions/{id_of(service, 'sessions', session)}/previous-actions"
    return [action["reference"] for action in make.ok(service.get(path))["items"]]


def completed_by(service: Client, action: str, **query: Any) -> list[Any]:
    """Each stretch of an action's due day: the day, who carries it, how it stands."""
    record = id_of(service, "actions", action)
    found = service.items("/v1/expectations", rule="action-completed", record=record, **query)
    return [(row["due_on"], row["worker_ref"], row["state"]) for row in found]


def test_a_case_session_reviews_the_actions_of_the_case_and_of_no_worker(service: Client) -> None:
    partial = overseen(service)
    assert due_a_review(service, "S2") == ["A1", "A3"]
    derived = partial["record"]["derived"]
    assert (derived["review_status"], derived["reviews_due"], derived["reviews_made"]) == (
        "partial",
        2,
        1,
    )
    assert raised(partial) == ["previous-actions-reviewed"]
    assert verified(service).differences == []


def test_the_next_discussion_takes_over_what_the_last_one_left_out(service: Client) -> None:
    whole = handed_over(service)
    assert whole["record"]["derived"]["review_status"] == "complete"
    assert "previous-actions-reviewed" in cleared(whole)
    reviewed = service.items(
        "/v1/expectations", rule="previous-actions-reviewed", include_ended="true"
    )
    assert {(row["subject_ref"], row["record_ref"], row["state"]) for row in reviewed} == {
        ("C1", "S2", "ended"),
        ("C1", "S3", "met"),
    }
    assert verified(service).differences == []


def test_another_worker_reviews_the_actions_of_the_case_but_not_their_makers(
    service: Client,
) -> None:
    handed_over(service)
    assert due_a_review(service, "S3") == ["A1", "A3"]
    first_worker = id_of(service, "workers", "W1")
    path = f"/v1/workers/{first_worker}/previous-actions"
    left = make.ok(service.get(path, on="2026-06-09"))["items"]
    assert [action["reference"] for action in left] == ["A2"]


@pytest.mark.parametrize(
    ("as_at", "known_at", "stretches"),
    [
        ("2026-05-08", "2026-05-08", [("2026-05-08", "W1", "due_today")]),
        ("2026-05-09", "2026-05-09", [("2026-05-08", "W1", "overdue")]),
        ("2026-06-07", "2026-06-07", [("2026-05-08", "W1", "overdue")]),
        ("2026-06-08", "2026-06-08", [("2026-06-30", "W2", "not_yet_due")]),
        ("2026-07-01", "2026-07-01", [("2026-06-30", "W2", "overdue")]),
        ("2026-06-07", "2026-09-07", [("2026-05-08", "W1", "overdue")]),
    ],
)
def test_an_action_of_the_case_is_carried_by_who_holds_it_on_the_due_day(
    service: Client, as_at: str, known_at: str, stretches: list[Any]
) -> None:
    closed_and_reopened(service)
    assert completed_by(service, "A3", as_at=as_at, known_at=known_at) == stretches


def test_what_stays_with_the_first_worker_is_still_asked_of_them(service: Client) -> None:
    handed_over(service)
    assert completed_by(service, "A1") == [("2026-04-30", "W1", "met_late")]
    assert completed_by(service, "A2") == [("2026-04-30", "W1", "overdue")]
    assert flags(service, "2026-06-08", rule="action-completed") == {("action-completed", "A2")}


def test_every_version_of_the_case_says_which_plan_and_who(service: Client) -> None:
    closed_and_reopened(service)
    case = make.ok(service.get(keyed("cases", "C1")))
    versions = service.items(f"/v1/cases/{case['id']}/versions")
    told = [
        (
            version["at"][:10],
            [plan["type"] for plan in version["record"]["plans"] if not plan["ended_on"]],
            [one["worker_ref"] for one in version["record"]["allocations"] if not one["ended_on"]],
            version["record"]["closed_on"],
        )
        for version in versions
    ]
    assert told == [
        ("2026-03-02", ["child_in_need"], ["W1"], None),
        ("2026-05-11", ["child_protection"], ["W1"], None),
        ("2026-05-25", ["child_protection"], ["W2"], None),
        ("2026-07-31", [], ["W2"], "2026-07-31"),
        ("2026-09-07", ["child_in_need"], ["W2"], None),
    ]
    assert case["version"] == 5
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2026-03-02", 1),
        ("2026-05-10", 1),
        ("2026-05-11", 2),
        ("2026-05-24", 2),
        ("2026-05-25", 3),
        ("2026-07-30", 3),
        ("2026-08-15", 4),
        ("2026-09-07", 5),
    ],
)
def test_a_day_in_the_past_shows_the_case_that_was_held_then(
    service: Client, day: str, version: int
) -> None:
    closed_and_reopened(service)
    assert make.ok(service.get(keyed("cases", "C1"), known_at=day))["version"] == version


def test_discussions_are_found_by_their_case_whoever_held_them(service: Client) -> None:
    closed_and_reopened(service)
    people = {"supervisee_ref": "W2", "supervisor_ref": "M2"}
    group = discussed(service, "S4", "2026-09-14", kind="group", **people)
    assert group["record"]["derived"]["review_status"] is None
    assert due_a_review(service, "S4") == []
    found = service.items("/v1/sessions", case=id_of(service, "cases", "C1"))
    assert [session["reference"] for session in found] == ["S1", "S2", "S3", "S4"]
    after = discussed(service, "S5", "2026-09-21", **people)
    assert due_a_review(service, "S5") == ["A3"]
    assert raised(after) == ["previous-actions-reviewed"]
    assert verified(service).differences == []
