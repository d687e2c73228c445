"""POST: 201 with Location, ETag and flags; a taken reference is a conflict; retries are safe."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.harness.service import Client
from tests.resources import make
from tests.resources.test_putting import NEW, TYPES, begun

SHORT = make.held(ended_at="2026-02-02T10:45:00Z")


@pytest.mark.parametrize("type", TYPES)
def test_a_post_creates_and_says_where(service: Client, type: str) -> None:
    answer = begun(service).post(f"/v1/{type}", {**NEW[type], "reference": "R1"})
    record = make.created(answer)
    assert answer.headers["location"] == f"/v1/{type}/{record['id']}"
    assert record.pop("flags").keys() == {"raised", "cleared"}
    found = service.get(answer.headers["location"])
    assert (found.json, found.etag) == (record, answer.etag)


@pytest.mark.parametrize("type", TYPES)
def test_a_record_needs_no_reference(service: Client, type: str) -> None:
    record = make.created(begun(service).post(f"/v1/{type}", NEW[type]))
    assert (record["source"], record["reference"]) == (None, None)


@pytest.mark.parametrize("type", TYPES)
def test_a_reference_that_is_taken_is_a_conflict_that_says_by_whom(
    service: Client, type: str
) -> None:
    record = begun(service).put(type, "R1", NEW[type]).json["record"]
    answer = service.post(f"/v1/{type}", {**NEW[type], "reference": "R1"})
    assert (answer.status, answer.code) == (409, "reference-taken")
    assert answer.headers["location"] == f"/v1/{type}/{record['id']}"


def test_a_reference_is_taken_only_in_its_source(service: Client) -> None:
    make.team(service, "T1")
    there = {"name": "x", "reference": "T1", "source": "eclipse"}
    assert service.post("/v1/teams", there).status == 201
    assert service.post("/v1/teams", there).status == 409


def test_a_session_says_which_flags_it_raised(service: Client) -> None:
    make.people(service)
    flags = make.created(service.post("/v1/sessions", SHORT))["flags"]
    assert "personal-duration" in {flag["rule"] for flag in flags["raised"]}
    assert all(flag["sentence"] for flag in flags["raised"])


def test_a_change_says_which_flags_it_cleared(service: Client) -> None:
    make.people(service)
    record = make.created(service.post("/v1/sessions", SHORT))
    change = {"ended_at": "2026-02-02T11:30:00Z"}
    flags = make.ok(service.patch(f"/v1/sessions/{record['id']}", change))["flags"]
    assert {flag["rule"] for flag in flags["cleared"]} == {"personal-duration"}
    assert flags["raised"] == []


def test_the_same_key_and_body_have_one_effect_and_the_same_answer(service: Client) -> None:
    make.people(service)
    first = service.post("/v1/sessions", SHORT, Idempotency_Key="k1")
    service.clock.forward(days=6, hours=23)
    again = service.post("/v1/sessions", SHORT, Idempotency_Key="k1")
    assert (again.status, again.body, again.etag) == (201, first.body, first.etag)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(service.items("/v1/sessions")) == 1


def test_a_retry_is_answered_with_the_version_first_answered(service: Client) -> None:
    make.people(service)
    body = make.held(reference="S1", actions=[make.action()], feedback=[])
    first = service.post("/v1/sessions", body, Idempotency_Key="k1")
    service.clock.forward(hours=1)
    service.patch(first.headers["location"], {"feedback_minutes": 12})
    action = first.json["actions"][0]["id"]
    service.patch(f"/v1/actions/{action}", {"description": "Else"})
    again = service.post("/v1/sessions", body, Idempotency_Key="k1")
    assert again.json["version"] == 1
    assert again.json["feedback_minutes"] is None
    assert [each["description"] for each in again.json["actions"]] == ["Visit"]


def test_a_policy_is_added_once_however_often_it_is_sent(service: Client) -> None:
    make.people(service)
    body = {"effective_on": "2026-02-27", "rules": {"personal-timescale": {"interval": 7}}}
    first = service.post("/v1/policies", body, Idempotency_Key="k1")
    again = service.post("/v1/policies", body, Idempotency_Key="k1")
    assert (first.status, again.status) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json == first.json
    assert len(make.ok(service.get("/v1/policies"))["items"]) == 2


def test_the_order_of_members_is_no_difference(service: Client) -> None:
    one, other = {"name": "x", "reference": "T1"}, {"reference": "T1", "name": "x"}
    service.post("/v1/teams", one, Idempotency_Key="k1")
    assert service.post("/v1/teams", other, Idempotency_Key="k1").status == 201


def test_the_same_key_with_another_body_is_refused(service: Client) -> None:
    service.post("/v1/teams", {"name": "x"}, Idempotency_Key="k1")
    answer = service.post("/v1/teams", {"name": "y"}, Idempotency_Key="k1")
    assert (answer.status, answer.code) == (422, "idempotency-key-reused")
    assert len(service.items("/v1/teams")) == 1


def test_a_key_belongs_to_its_client_and_its_path(service: Client) -> None:
    for client in (service, service.of_source("eclipse"), service.stranger()):
        assert make.created(client.post("/v1/teams", {"name": "x"}, Idempotency_Key="k1"))
        assert make.created(client.post("/v1/workers", {}, Idempotency_Key="k1"))


def test_a_key_is_forgotten_after_seven_days(service: Client) -> None:
    first = service.post("/v1/teams", {"name": "x"}, Idempotency_Key="k1")
    service.clock.forward(days=7, seconds=1)
    again = service.post("/v1/teams", {"name": "y"}, Idempotency_Key="k1")
    assert again.status == 201
    assert again.headers["location"] != first.headers["location"]


def test_a_refused_post_leaves_its_key_free(service: Client) -> None:
    assert service.post("/v1/teams", {"name": ""}, Idempotency_Key="k1").status == 422
    make.team(service, "T1")
    taken = {"name": "x", "reference": "T1"}
    assert service.post("/v1/teams", taken, Idempotency_Key="k1").status == 409
    assert service.post("/v1/teams", {"name": "x"}, Idempotency_Key="k1").status == 201


@pytest.mark.parametrize("key", ["", "k" * 256, "two words", "kéy"])
def test_a_malformed_key_is_refused(service: Client, key: str) -> None:
    answer = service.post("/v1/teams", {"name": "x"}, Idempotency_Key=key)
    assert (answer.status, answer.code) == (400, "malformed-header")


def test_many_senders_of_one_key_make_one_record(service: Client) -> None:
    make.people(service)

    def send(_: int) -> Any:
        return service.post("/v1/sessions", make.held(), Idempotency_Key="k1")

    with ThreadPoolExecutor(16) as senders:
        answers = list(senders.map(send, range(16)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert len(service.items("/v1/sessions")) == 1


def test_feedback_may_be_posted_on_its_session(service: Client) -> None:
    make.people(service)
    id = make.session(service)["id"]
    body = {"direction": "supervisee_to_supervisor", "score": 7}
    answer = service.post(f"/v1/sessions/{id}/feedback", body)
    given = make.created(answer)
    assert (given["session_id"], given["worker_ref"]) == (id, "W1")
    assert answer.headers["location"] == f"/v1/feedback/{given['id']}"
    assert service.get(f"/v1/sessions/{id}").json["feedback"][0]["score"] == 7
    assert service.post(f"/v1/sessions/{id}/feedback", body).status == 409


def test_a_session_just_held_is_no_session_of_the_future(service: Client) -> None:
    make.people(service)
    at = service.clock.now + timedelta(minutes=5)
    body = {**make.held(), "started_at": at.isoformat(), "ended_at": None}
    assert service.post("/v1/sessions", body).status == 201
    late = {**body, "started_at": (at + timedelta(microseconds=1)).isoformat()}
    answer = service.post("/v1/sessions", late)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "held-in-the-future")
