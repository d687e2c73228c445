"""Six workers and two supervisors meet as a group, and discuss a child whom one of them knows."""

from typing import Any

from tests.harness.service import Client, keyed
from tests.journeys.asking import evening, flags, id_of, next_due
from tests.journeys.verifying import verified
from tests.resources import make

SIX = ["W1", "W2", "W3", "W4", "W5", "W6"]
GROUP = make.held(
    "2026-03-09",
    kind="group",
    supervisee_ref=None,
    supervisor_ref=None,
    recorded_at="2026-03-16T09:00:00Z",
    discussions=[{"case_ref": "C1", "recorded_at": "2026-03-11T09:00:00Z"}],
    feedback=[
        {"direction": "supervisee_to_supervisor", "worker_ref": worker, "score": score}
        for worker, score in zip(SIX, (9, 8, 7, 6, 5, 4), strict=True)
    ],
    actions=[
        make.action("A1", "2026-04-01", owner_ref="W3"),
        make.action("A2", "2026-04-01", owner_ref="M2"),
        make.action("A3", "2026-04-01", owner_ref=None),
        make.action("A4", "2026-04-01", owner_ref="W4", case_ref="C1"),
    ],
)


def met(service: Client, **fields: Any) -> Any:
    """The group of Monday 9 March, after a personal session of W3 on 16 February."""
    for worker in SIX:
        make.worker(service, worker)
    make.worker(service, "M1", posts=[])
    make.worker(service, "M2", posts=[])
    make.case(service)
    earlier = make.action("A0", "2026-04-01", owner_ref="W3")
    make.session(service, "S0", on="2026-02-16", supervisee_ref="W3", actions=[earlier])
    evening(service, "2026-03-17")
    sent = {name: value for name, value in GROUP.items() if value is not None}
    people = {"supervisee_refs": SIX, "supervisor_refs": ["M1", "M2"]}
    return make.made(service, "sessions", "G1", {**sent, **people, **fields})


def personal(service: Client, reference: str, worker: str) -> Any:
    """The next personal session of one of them, which says nothing of earlier actions."""
    evening(service, "2026-03-23")
    return make.session(service, reference, on="2026-03-23", supervisee_ref=worker)


def due_a_review(service: Client, worker: str) -> list[str]:
    path = f"/v1/workers/{id_of(service, 'workers', worker)}/previous-actions"
    items = make.ok(service.get(path, on="2026-03-23"))["items"]
    return [action["reference"] for action in items]


def test_everybody_who_was_there_is_named_in_order(service: Client) -> None:
    group = met(service)
    assert group["supervisee_refs"] == SIX
    assert group["supervisor_refs"] == ["M1", "M2"]
    assert (group["supervisee_ref"], group["supervisor_ref"]) == ("W1", "M1")
    for_last = service.items("/v1/sessions", supervisee=id_of(service, "workers", "W6"))
    by_second = service.items("/v1/sessions", supervisor=id_of(service, "workers", "M2"))
    assert [session["reference"] for session in for_last] == ["G1"]
    assert [session["reference"] for session in by_second] == ["G1"]


def test_an_action_is_its_owners_or_else_the_first_supervisees(service: Client) -> None:
    group = met(service)
    whose = {
        action["reference"]: make.ok(service.get(f"/v1/actions/{action['id']}"))["supervisee_ref"]
        for action in group["actions"]
    }
    assert {name: whose[name] for name in ("A1", "A2", "A3")} == {
        "A1": "W3",
        "A2": "W1",
        "A3": "W1",
    }
    assert due_a_review(service, "W1") == ["A2", "A3"]
    assert due_a_review(service, "W3") == ["A0", "A1"]
    assert due_a_review(service, "W4") == []


def test_an_action_for_the_child_is_reviewed_where_the_child_is_discussed(
    service: Client,
) -> None:
    met(service)
    evening(service, "2026-03-23")
    session = make.session(
        service,
        "S5",
        on="2026-03-23",
        supervisee_ref="W5",
        discussions=[{"case_ref": "C1"}],
        action_reviews=[{"action_ref": "A4", "outcome": "completed"}],
    )
    derived = session["derived"]
    assert (derived["review_status"], derived["reviews_due"]) == ("complete", 1)
    assert make.ok(service.get(keyed("actions", "A4")))["status"] == "completed"
    assert verified(service).differences == []


def test_the_group_itself_owes_no_review(service: Client) -> None:
    group = met(service)
    assert group["derived"]["review_status"] is None
    path = f"/v1/sessions/{group['id']}/previous-actions"
    assert make.ok(service.get(path))["items"] == []
    assert service.items("/v1/expectations", rule="previous-actions-reviewed") == []


def test_the_next_personal_session_owes_one(service: Client) -> None:
    met(service)
    third, fourth = personal(service, "S3", "W3"), personal(service, "S4", "W4")
    assert third["derived"]["reviews_due"] == 2
    assert fourth["derived"]["review_status"] == "none_due"
    assert flags(service, "2026-03-23", rule="previous-actions-reviewed") == {
        ("previous-actions-reviewed", "S3")
    }
    assert verified(service).differences == []


def test_it_meets_nobodys_personal_timescale_and_says_why(service: Client) -> None:
    met(service)
    assert next_due(service, "2026-03-16", "W3") == [("2026-03-16", "due_today")]
    assert next_due(service, "2026-03-17", "W3") == [("2026-03-16", "overdue")]
    [row] = service.items(
        "/v1/expectations",
        rule="personal-timescale",
        worker=id_of(service, "workers", "W3"),
        as_at="2026-03-16",
        due_from="2026-03-16",
    )
    [stretch] = make.ok(service.get(f"/v1/expectations/{row['id']}"))["stretches"]
    misses = [(miss["code"], miss["kind"], miss["on"]) for miss in stretch["near_misses"]]
    assert misses == [("wrong_kind", "group", "2026-03-09")]


def test_it_asks_nothing_that_only_a_personal_session_is_asked(service: Client) -> None:
    met(service)
    group = service.items("/v1/expectations", record=id_of(service, "sessions", "G1"))
    assert {(row["rule"], row["subject_type"]) for row in group} == {
        ("record-on-time", "worker"),
        ("low-score-followed-up", "worker"),
        *((rule, "case") for rule in ("record-on-time", "plan-progress", "reflection-recorded")),
    }


def test_it_is_to_be_written_up_for_each_of_them_and_for_the_child(service: Client) -> None:
    met(service)
    found = service.items("/v1/expectations", rule="record-on-time", due_from="2026-03-01")
    told = {(row["subject_ref"], row["due_on"], row["state"]) for row in found}
    assert told == {
        *((worker, "2026-03-16", "met") for worker in SIX),
        ("C1", "2026-03-11", "met"),
    }
    assert len(found) == 7


def test_a_day_later_it_was_written_up_late(service: Client) -> None:
    met(service, recorded_at="2026-03-17T09:00:00Z", discussions=[{"case_ref": "C1"}])
    found = service.items("/v1/expectations", rule="record-on-time", due_from="2026-03-01")
    assert {(row["state"], row["days_late"]) for row in found} == {("met_late", 1), ("met_late", 6)}


def test_each_of_them_says_what_it_was_like(service: Client) -> None:
    group = met(service)
    scores = {given["worker_ref"]: given["score"] for given in group["feedback"]}
    assert scores == {"W1": 9, "W2": 8, "W3": 7, "W4": 6, "W5": 5, "W6": 4}
    path = f"/v1/sessions/{group['id']}/feedback"
    again = {"direction": "supervisee_to_supervisor", "worker_ref": "W6", "score": 9}
    assert service.post(path, again).status == 409
    make.created(service.post(path, {**again, "direction": "supervisor_to_supervisee"}))
    assert len(service.items("/v1/feedback", session=group["id"])) == 7


def test_it_is_signed_like_any_other(service: Client) -> None:
    signed = {"supervisee_on": "2026-03-12", "supervisor_on": "2026-03-13"}
    met(service, signatures=signed)
    more = {"actions": [make.action("A5", "2026-04-01", owner_ref="W6")]}
    after = make.ok(service.put("sessions", "G1", more))["record"]
    assert (after["signatures"], after["signatures_fell_on"]) == (None, "2026-03-17")
    anew = make.ok(service.put("sessions", "G1", {"signatures": signed}))["record"]
    assert anew["signatures"]["supervisor_on"] == "2026-03-13"
    assert verified(service).differences == []
