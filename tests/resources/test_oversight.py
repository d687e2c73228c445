"""Actions and what they came from: a session or an oversight note, which they follow."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.verifying import verified
from tests.resources import make


def decided(service: Client) -> Any:
    """A note on C1 of 2 February with the action A1."""
    make.people(service)
    make.case(service)
    note = make.note(service)
    body = {"oversight_note_ref": "N1", "due_on": "2026-02-20", "owner_ref": "W1"}
    make.made(service, "actions", "A1", body)
    return note


def agreed_on(service: Client) -> str:
    found: str = make.ok(service.get(keyed("actions", "A1")))["agreed_on"]
    return found


def test_an_action_of_a_note_belongs_to_its_case_from_its_day(service: Client) -> None:
    decided(service)
    action = make.ok(service.get(keyed("actions", "A1")))
    assert (action["case_ref"], action["supervisee_id"]) == ("C1", None)
    assert action["agreed_on"] == "2026-02-02"


@pytest.mark.parametrize("way", ["put", "patch"])
def test_a_note_that_moves_takes_its_actions_along(service: Client, way: str) -> None:
    path = f"/v1/oversight-notes/{decided(service)['id']}"
    address = {"put": keyed("oversight-notes", "N1"), "patch": path}[way]
    make.ok(service.ask(way.upper(), address, {"decided_on": "2026-02-10"}))
    assert agreed_on(service) == "2026-02-10"
    assert verified(service).differences == []


def test_a_note_cannot_move_past_the_due_days_of_its_actions(service: Client) -> None:
    decided(service)
    answer = service.put("oversight-notes", "N1", {"decided_on": "2026-02-21"})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "due-before-agreed")
    assert agreed_on(service) == "2026-02-02"


def test_actions_go_with_their_note_and_come_back(service: Client) -> None:
    decided(service)
    make.made(service, "actions", "A2", {"oversight_note_ref": "N1"})
    service.delete(keyed("actions", "A2"))
    service.clock.forward(hours=1)
    assert service.delete(keyed("oversight-notes", "N1")).status == 204
    assert service.get(keyed("actions", "A1")).status == 404
    assert verified(service).differences == []
    service.clock.forward(hours=1)
    assert service.put("oversight-notes", "N1", {}).json["outcome"] == "restored"
    assert agreed_on(service) == "2026-02-02"
    assert service.get(keyed("actions", "A2")).status == 404
    assert verified(service).differences == []


@pytest.mark.parametrize("type", ["sessions", "oversight-notes"])
def test_an_action_cannot_come_back_without_what_it_came_from(service: Client, type: str) -> None:
    decided(service)
    make.session(service, "N1", actions=[make.action("A9")])
    action = {"sessions": "A9", "oversight-notes": "A1"}[type]
    service.delete(keyed(type, "N1"))
    answer = service.put("actions", action, {"description": "Again"})
    assert (answer.status, answer.code) == (409, "illegal-transition")


@pytest.mark.parametrize("status", ["planned", "cancelled", "missed"])
def test_only_a_held_session_has_actions(service: Client, status: str) -> None:
    make.people(service)
    body = {"kind": "personal", "status": status, "supervisee_ref": "W1"}
    make.made(service, "sessions", "S1", {**body, "planned_on": "2026-02-02"})
    answer = service.post("/v1/actions", {"session_ref": "S1"})
    assert (answer.status, answer.code) == (422, "not-held")
    given = {"session_ref": "S1", "direction": "supervisee_to_supervisor"}
    assert service.post("/v1/feedback", given).code == "not-held"


def test_an_action_stays_with_what_it_came_from(service: Client) -> None:
    decided(service)
    make.note(service, "N2")
    answer = service.put("actions", "A1", {"oversight_note_ref": "N2"})
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize(
    "origin", [{}, {"session_ref": "S1", "oversight_note_ref": "N1"}, {"session_ref": None}]
)
def test_an_action_comes_from_one_place(service: Client, origin: Any) -> None:
    decided(service)
    make.session(service)
    answer = service.post("/v1/actions", {"description": "Visit", **origin})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "origin")


def test_an_action_completed_apart_is_completed_today_unless_told(service: Client) -> None:
    decided(service)
    done = service.put("actions", "A1", {"status": "completed"}).json["record"]
    assert (done["status"], done["completed_on"]) == ("completed", "2026-02-27")
    again = service.put("actions", "A1", {"status": "open", "completed_on": None}).json["record"]
    assert (again["status"], again["completed_on"]) == ("open", None)


def nested(service: Client, *actions: Any, **fields: Any) -> Any:
    """A note sent with actions inside it."""
    make.people(service)
    make.case(service)
    return make.note(service, actions=list(actions), **fields)


def test_a_note_can_bring_its_actions_along(service: Client) -> None:
    note = nested(service, make.action("A1"), make.action("A2", None))
    assert [action["reference"] for action in note["actions"]] == ["A1", "A2"]
    action = make.ok(service.get(keyed("actions", "A1")))
    assert (action["oversight_note_ref"], action["case_ref"]) == ("N1", "C1")
    assert action["agreed_on"] == "2026-02-02"
    assert service.get(keyed("oversight-notes", "N1")).json == note
    assert verified(service).differences == []


def test_an_action_that_a_list_leaves_out_is_kept(service: Client) -> None:
    nested(service, make.action("A1"))
    again = make.ok(service.put("oversight-notes", "N1", {"actions": [make.action("A2")]}))
    assert again["outcome"] == "updated"
    assert [action["reference"] for action in again["record"]["actions"]] == ["A1", "A2"]
    same = make.ok(service.put("oversight-notes", "N1", {"actions": [make.action("A2")]}))
    assert same["outcome"] == "unchanged"


def test_an_action_of_a_session_is_not_a_notes(service: Client) -> None:
    make.people(service)
    make.case(service)
    make.session(service, actions=[make.action("A1")])
    body = {"case_ref": "C1", "author_ref": "M1", "kind": "legal_meeting"}
    answer = service.put(
        "oversight-notes",
        "N1",
        {**body, "decided_on": "2026-02-02", "actions": [make.action("A1")]},
    )
    assert (answer.status, answer.code) == (409, "reference-taken")
    assert service.get(keyed("oversight-notes", "N1")).status == 404


def test_a_notes_action_can_be_reviewed_where_its_case_is_discussed(service: Client) -> None:
    nested(service, make.action("A1"))
    make.session(
        service,
        on="2026-02-16",
        discussions=[{"case_ref": "C1"}],
        action_reviews=[
            {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-02"}
        ],
    )
    [action] = make.ok(service.get(keyed("oversight-notes", "N1")))["actions"]
    assert (action["carried_forward"], action["current_due_on"]) == (1, "2026-03-02")
    assert verified(service).differences == []


@pytest.mark.parametrize(
    "kind",
    [
        "assessment_sign_off",
        "episode_sign_off",
        "legal_meeting",
        "chaired_meeting",
        "midway_review",
        "iro_cpo_conversation",
        "management_decision",
        "informal_supervision",
    ],
)
def test_each_kind_of_oversight_is_recorded(service: Client, kind: str) -> None:
    note = nested(
        service, kind=kind, evidence_ref="DOC-7", decided_on=None, decided_at="2026-02-02T10:00:00Z"
    )
    assert (note["kind"], note["evidence_ref"]) == (kind, "DOC-7")


def test_an_action_that_there_is_not_is_named_where_it_stands(service: Client) -> None:
    nested(service)
    body = {"actions": [{"id": "0198c0de-0000-7000-8000-000000000001", "description": "Visit"}]}
    answer = service.put("oversight-notes", "N1", body)
    assert (answer.status, answer.code) == (422, "reference-not-found")
    assert answer.json["errors"][0]["pointer"] == "/actions/0/id"
