"""A session with all that hangs on it: actions, reviews, feedback, withheld words."""

from typing import Any

import pytest

from app.vocabulary import Scope
from tests.harness.service import Client, keyed
from tests.resources import make

TWO_WAYS = ("supervisee_to_supervisor", "supervisor_to_supervisee")


def two_sessions(service: Client, **second: Any) -> tuple[str, str]:
    """The paths of a session that agreed A1 and A2, and of the next one."""
    make.people(service)
    actions = [make.action("A1"), make.action("A2", due_on=None)]
    first = make.session(service, "S1", on="2026-01-05", actions=actions)
    next = make.session(service, "S2", on="2026-02-02", **second)
    return f"/v1/sessions/{first['id']}", f"/v1/sessions/{next['id']}"


def derived(service: Client, path: str) -> tuple[Any, int, int]:
    found = make.ok(service.get(path))["derived"]
    return found["review_status"], found["reviews_due"], found["reviews_made"]


def actions_of(service: Client, path: str) -> dict[str, Any]:
    return {each["reference"]: each for each in make.ok(service.get(path))["actions"]}


def test_nested_actions_are_records_of_their_own(service: Client) -> None:
    first, _ = two_sessions(service)
    nested = actions_of(service, first)["A1"]
    action = make.ok(service.get(keyed("actions", "A1")))
    assert action["id"] == nested["id"]
    assert (action["session_ref"], action["supervisee_ref"], action["owner_ref"]) == (
        "S1",
        "W1",
        "W1",
    )
    assert (action["agreed_on"], action["due_on"], action["status"]) == (
        "2026-01-05",
        "2026-02-16",
        "open",
    )


def test_an_action_missing_from_a_list_sent_again_is_kept(service: Client) -> None:
    first, _ = two_sessions(service)
    answer = service.put("sessions", "S1", {"actions": [make.action("A3")]})
    assert answer.json["outcome"] == "updated"
    assert actions_of(service, first).keys() == {"A1", "A2", "A3"}


def test_a_nested_action_is_known_by_its_reference(service: Client) -> None:
    first, _ = two_sessions(service)
    before = actions_of(service, first)["A1"]
    service.put("sessions", "S1", {"actions": [{"reference": "A1", "due_on": "2026-02-20"}]})
    after = actions_of(service, first)["A1"]
    assert (after["id"], after["version"]) == (before["id"], 2)
    assert (after["due_on"], after["description"]) == ("2026-02-20", "Visit")


def test_the_same_actions_sent_again_change_nothing(service: Client) -> None:
    two_sessions(service)
    again = {"actions": [make.action("A1"), make.action("A2", due_on=None)]}
    assert service.put("sessions", "S1", again).json["outcome"] == "unchanged"


def test_an_action_in_a_session_with_a_reference_needs_one(service: Client) -> None:
    make.people(service)
    answer = service.put("sessions", "S1", make.held(actions=[make.action(None)]))
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/actions/0/reference")
    assert service.get(keyed("sessions", "S1")).status == 404


def test_an_action_of_another_session_cannot_be_taken_over(service: Client) -> None:
    two_sessions(service)
    answer = service.put("sessions", "S2", {"actions": [make.action("A1")]})
    assert (answer.status, answer.code) == (409, "reference-taken")


@pytest.mark.parametrize(
    ("field", "twice"),
    [
        ("actions", [make.action("A9"), make.action("A9")]),
        ("actions", [make.action("A3"), make.action("A3", due_on=None)]),
        ("action_reviews", [{"action_ref": "A1", "outcome": "progressing"}] * 2),
        ("feedback", [{"direction": TWO_WAYS[0]}, {"direction": TWO_WAYS[0]}]),
        ("discussions", [{"case_ref": "C1"}, {"case_ref": "C1"}]),
        ("supervisor_refs", ["M1", "M1"]),
    ],
)
def test_the_same_twice_in_one_list_is_refused(service: Client, field: str, twice: Any) -> None:
    make.case(service)
    _, second = two_sessions(service, actions=[make.action("A3")])
    body = {"supervisor_ref": None, field: twice} if field == "supervisor_refs" else {field: twice}
    answer = service.ask("PUT", keyed("sessions", "S2"), body)
    assert answer.status == 422, answer
    assert make.ok(service.get(second))["version"] == 1


def test_an_action_named_by_reference_and_again_by_id_stands_twice(service: Client) -> None:
    first, _ = two_sessions(service)
    id = actions_of(service, first)["A1"]["id"]
    answer = service.put("sessions", "S1", {"actions": [{"reference": "A1"}, {"id": id}]})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/actions/1")


@pytest.mark.parametrize("reference", [None, "A9"])
def test_a_new_session_cannot_name_an_action_by_id(service: Client, reference: str | None) -> None:
    first, _ = two_sessions(service)
    id = actions_of(service, first)["A1"]["id"]
    action = {"id": id, **({"reference": reference} if reference else {})}
    answer = service.put("sessions", "S9", make.held(actions=[action]))
    assert (answer.status, answer.code) == (409, "reference-taken")


def test_reviews_make_a_session_complete(service: Client) -> None:
    _, second = two_sessions(service)
    assert derived(service, second) == ("missing", 2, 0)
    one = {"action_ref": "A1", "outcome": "completed"}
    assert service.patch(second, {"action_reviews": [one]}).status == 200
    assert derived(service, second) == ("partial", 2, 1)
    two = {"action_ref": "A2", "outcome": "progressing", "comment": "Nearly"}
    answer = service.ask("PUT", f"{second}/action-reviews", {"action_reviews": [one, two]})
    assert [each["action_ref"] for each in make.ok(answer)["action_reviews"]] == ["A1", "A2"]
    assert derived(service, second) == ("complete", 2, 2)
    answer = service.ask("PUT", f"{second}/action-reviews", {"action_reviews": []})
    assert make.ok(answer)["action_reviews"] == []
    assert derived(service, second) == ("missing", 2, 0)


def test_the_set_of_reviews_heeds_if_match(service: Client) -> None:
    _, second = two_sessions(service)
    stale = service.get(second).etag
    service.patch(second, {"feedback_minutes": 9})
    body = {"action_reviews": []}
    path = f"{second}/action-reviews"
    assert service.ask("PUT", path, body, headers={"if-match": stale}).status == 412


def test_the_first_session_owes_no_review(service: Client) -> None:
    first, _ = two_sessions(service)
    assert derived(service, first) == ("none_due", 0, 0)


def test_previous_actions_are_those_open_when_it_was_held(service: Client) -> None:
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-01"}
    first, second = two_sessions(service, action_reviews=[review])
    items = make.ok(service.get(f"{second}/previous-actions"))["items"]
    found = {each["reference"]: each for each in items}
    assert {name: each["reviewed"] for name, each in found.items()} == {"A1": True, "A2": False}
    assert found["A1"]["current_due_on"] == "2026-03-01"
    assert found["A1"]["carried_forward"] == 1
    assert found["A1"]["description"] == "Visit"
    assert make.ok(service.get(f"{first}/previous-actions"))["items"] == []
    hidden = service.without(Scope.NARRATIVE_READ).get(f"{second}/previous-actions")
    assert {each["description"] for each in make.ok(hidden)["items"]} == {None}


def test_a_planned_session_says_what_it_will_be_due_to_review(service: Client) -> None:
    two_sessions(service)
    body = make.held(status="planned", planned_on="2026-03-02", started_at=None, ended_at=None)
    planned = make.made(service, "sessions", "S3", body)
    items = make.ok(service.get(f"/v1/sessions/{planned['id']}/previous-actions"))["items"]
    assert [each["reference"] for each in items] == ["A1", "A2"]


def test_what_was_said_of_an_action_stands_with_it(service: Client) -> None:
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-01"}
    two_sessions(service, action_reviews=[{**review, "comment": "Later"}])
    action = make.ok(service.get(keyed("actions", "A1")))
    assert action["due_history"] == [
        {"from_on": "2026-01-05", "due_on": "2026-02-16"},
        {"from_on": "2026-02-02", "due_on": "2026-03-01"},
    ]
    path = f"/v1/actions/{action['id']}/reviews"
    [said] = make.ok(service.get(path))["items"]
    assert (said["session_ref"], said["outcome"], said["comment"]) == (
        "S2",
        "carried_forward",
        "Later",
    )
    [hidden] = make.ok(service.without(Scope.NARRATIVE_READ).get(path))["items"]
    assert hidden["comment"] is None


def test_actions_and_feedback_go_with_their_session_and_come_back(service: Client) -> None:
    first, second = two_sessions(
        service, action_reviews=[{"action_ref": "A1", "outcome": "completed"}]
    )
    given = make.created(service.post(f"{first}/feedback", {"direction": TWO_WAYS[0], "score": 5}))
    service.clock.forward(hours=1)
    apart = service.delete(keyed("actions", "A2"))
    service.clock.forward(hours=1)
    assert (apart.status, service.delete(first).status) == (204, 204)
    assert service.get(keyed("actions", "A1")).status == 404
    assert service.get(f"/v1/feedback/{given['id']}").status == 404
    review = make.ok(service.get(second))["action_reviews"][0]
    assert (review["action_ref"], review["outcome"]) == ("A1", "completed")
    assert derived(service, second) == ("none_due", 0, 0)
    service.clock.forward(hours=1)
    assert service.put("sessions", "S1", {}).json["outcome"] == "restored"
    assert actions_of(service, first).keys() == {"A1"}
    assert make.ok(service.get(f"/v1/feedback/{given['id']}"))["score"] == 5
    assert derived(service, second) == ("complete", 1, 1)
    assert service.get(keyed("actions", "A2")).status == 404


def test_a_list_of_feedback_replaces_the_list(service: Client) -> None:
    make.people(service)
    both = [{"direction": way, "score": 5} for way in TWO_WAYS]
    id = make.session(service, "S1", feedback=both)["id"]
    answer = service.put("sessions", "S1", {"feedback": [{"direction": TWO_WAYS[0], "score": 6}]})
    assert answer.json["outcome"] == "updated"
    said = [(each["direction"], each["score"]) for each in answer.json["record"]["feedback"]]
    assert said == [(TWO_WAYS[0], 6)]
    assert len(service.items("/v1/feedback", session=id)) == 1
    assert service.put("sessions", "S1", {"feedback": []}).json["record"]["feedback"] == []
    assert service.items("/v1/feedback") == []


def test_feedback_is_of_somebody_who_was_there(service: Client) -> None:
    make.worker(service, "W9")
    make.people(service)
    body = make.held(feedback=[{"direction": TWO_WAYS[0], "worker_ref": "W9"}])
    answer = service.put("sessions", "S1", body)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "not-present")
    assert answer.json["errors"][0]["pointer"] == "/feedback/0/worker_ref"


def test_declined_feedback_has_no_answers(service: Client) -> None:
    make.people(service)
    body = {"direction": TWO_WAYS[0], "declined": True}
    make.session(service, "S1", feedback=[body])
    answer = service.put("sessions", "S1", {"feedback": [{**body, "score": 3}]})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "declined")


def test_a_session_of_several_names_them_all(service: Client) -> None:
    make.people(service)
    make.worker(service, "W2")
    body = make.held(kind="group", supervisee_ref=None, supervisee_refs=["W1", "W2"], feedback=None)
    del body["supervisee_ref"]
    record = make.made(service, "sessions", "S1", body)
    assert record["supervisee_refs"] == ["W1", "W2"]
    assert record["supervisee_ref"] == "W1"
    assert (record["supervisor_ref"], record["supervisor_refs"]) == ("M1", ["M1"])


def test_a_session_that_moves_takes_its_actions_along(service: Client) -> None:
    first, second = two_sessions(service)
    moved = {"started_at": "2026-02-09T10:00:00Z", "ended_at": "2026-02-09T11:30:00Z"}
    make.ok(service.patch(first, moved))
    assert make.ok(service.get(keyed("actions", "A1")))["agreed_on"] == "2026-02-09"
    assert derived(service, second) == ("none_due", 0, 0)


def test_a_session_cannot_move_past_the_due_days_of_its_actions(service: Client) -> None:
    first, _ = two_sessions(service)
    moved = {"started_at": "2026-02-17T10:00:00Z", "ended_at": "2026-02-17T11:30:00Z"}
    answer = service.patch(first, moved)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "due-before-agreed")
    assert make.ok(service.get(first))["started_at"] == "2026-01-05T10:00:00Z"


def test_a_held_session_with_actions_cannot_become_a_cancelled_one(service: Client) -> None:
    first, _ = two_sessions(service)
    answer = service.patch(first, {"status": "cancelled", "cancelled_on": "2026-01-05"})
    assert (answer.status, answer.code) == (409, "illegal-transition")


NARRATIVE: dict[str, Any] = {
    "check_in": {"held": True, "note": "canary"},
    "reflection": "canary",
    "appreciative_note": "canary",
    "wellbeing": "canary",
    "development": "canary",
    "family_feedback": "canary",
    "circular_questions": ["canary"],
    "identity_aspects": [{"aspect": "canary", "whose": "supervisor"}],
    "discussions": [
        {
            "case_ref": "C1",
            "analysis": "canary",
            "childs_voice": "canary",
            "decision": "canary",
            "rationale": "canary",
            "contingency": "canary",
        }
    ],
    "action_reviews": [{"action_ref": "A1", "outcome": "progressing", "comment": "canary"}],
    "actions": [make.action("A3", description="canary", contingency="canary")],
    "signatures": {"disagreement": "canary", "disagreed_on": "2026-02-02"},
}
FEEDBACK = [{"direction": TWO_WAYS[0], "score": 9, "more_of": "canary", "unasked": "canary"}]


def everything_about(service: Client) -> str:
    """All that any list or single record says of sessions, actions, feedback and notes."""
    texts = []
    for type in ("sessions", "actions", "feedback", "oversight-notes"):
        found = service.get(f"/v1/{type}")
        texts.append(found.everything)
        items = found.json["items"] if found.status == 200 else ()
        texts += [service.get(f"/v1/{type}/{item['id']}").everything for item in items]
    return "".join(texts)


def test_words_need_a_scope_of_their_own(service: Client) -> None:
    make.case(service)
    _, second = two_sessions(service)
    make.note(
        service,
        decision="canary",
        rationale="canary",
        actions=[make.action("A9", description="canary")],
    )
    make.aspect(service, "canary")
    make.ok(service.put("sessions", "S2", {**NARRATIVE, "cancel_reason": "canary"}))
    reader = service.without(Scope.NARRATIVE_READ)
    assert "canary" not in everything_about(reader)
    record = make.ok(reader.get(second))
    assert "reflection" in record["withheld"]
    assert "discussions.analysis" in record["withheld"]
    assert record["check_in"] == {"held": True, "note": None}
    assert record["discussions"][0]["case_ref"] == "C1"
    assert make.ok(service.get(second))["withheld"] == []


def test_what_was_never_said_is_not_withheld(service: Client) -> None:
    _, second = two_sessions(service)
    assert make.ok(service.without(Scope.NARRATIVE_READ).get(second))["withheld"] == []


def test_feedback_needs_a_scope_of_its_own(service: Client) -> None:
    make.people(service)
    id = make.session(service, "S1", feedback=FEEDBACK)["id"]
    reader = service.without(Scope.FEEDBACK_READ)
    assert "canary" not in everything_about(reader)
    record = make.ok(reader.get(f"/v1/sessions/{id}"))
    assert (record["feedback"], record["withheld"]) == (None, ["feedback"])
    assert reader.get("/v1/feedback").status == 403


def test_who_may_write_is_not_told_what_they_may_not_read(service: Client) -> None:
    make.people(service)
    writer = service.only(Scope.RECORDS_WRITE)
    answer = writer.put("sessions", "S1", make.held(reflection="canary", feedback=FEEDBACK))
    assert answer.status == 201
    assert "canary" not in answer.everything
    body = {"direction": TWO_WAYS[1], "more_of": "canary"}
    posted = writer.post(f"{answer.headers['location']}/feedback", body)
    assert "canary" not in posted.everything


def test_a_patch_by_who_may_not_read_keeps_the_words(service: Client) -> None:
    _, second = two_sessions(service, reflection="kept")
    blind = service.without(Scope.NARRATIVE_READ, Scope.FEEDBACK_READ)
    make.ok(blind.patch(second, {"feedback_minutes": 12}))
    assert make.ok(service.get(second))["reflection"] == "kept"


def test_the_sessions_own_tick_box_is_never_believed(service: Client) -> None:
    _, second = two_sessions(service, previous_actions_reviewed=True)
    assert make.ok(service.get(second))["previous_actions_reviewed"] is True
    assert derived(service, second) == ("missing", 2, 0)
