"""Who was shown what, and on whose behalf: the read log and the line of changes."""

from typing import Any

import pytest

from app.vocabulary import Scope
from tests.harness.service import Answer, Client, keyed
from tests.journeys.test_concurrency import at_once
from tests.resources import make


def readings(service: Client, **query: object) -> list[Any]:
    return [(row["type"], row["scope"]) for row in service.items("/v1/audit/reads", **query)]


def full(service: Client) -> make.Body:
    """A session with words, feedback and an action."""
    make.people(service)
    return make.session(
        service,
        reflection="Words",
        actions=[make.action("A1")],
        feedback=[{"direction": "supervisee_to_supervisor", "score": 8}],
    )


def test_who_sends_a_record_has_not_read_it(service: Client) -> None:
    full(service)
    assert readings(service) == []


def test_each_read_of_words_and_of_feedback_is_logged(service: Client) -> None:
    session = full(service)
    service.get(f"/v1/sessions/{session['id']}")
    assert readings(service) == [("sessions", "feedback:read"), ("sessions", "narrative:read")]
    [row, _] = service.items("/v1/audit/reads")
    me = make.ok(service.get("/v1/me"))
    assert {name: row[name] for name in ("client_id", "key_id", "record_id", "record_ref")} == {
        "client_id": me["client_id"],
        "key_id": me["key_id"],
        "record_id": session["id"],
        "record_ref": "S1",
    }
    assert (row["version"], row["on_behalf_of_id"]) == (1, None)


WAYS = {
    "list": lambda service, _: service.get("/v1/sessions"),
    "key": lambda service, _: service.get(keyed("sessions", "S1")),
    "versions": lambda service, id: service.get(f"/v1/sessions/{id}/versions"),
    "lookup": lambda service, id: service.post("/v1/sessions/lookup", {"items": [{"id": id}]}),
    "patch": lambda service, id: service.patch(f"/v1/sessions/{id}", {"feedback_minutes": 12}),
    "unchanged": lambda service, _: service.put("sessions", "S1", {}),
}


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_it_was_read(service: Client, way: str) -> None:
    session = full(service)
    answer: Answer = WAYS[way](service, session["id"])
    assert "Words" in answer.everything
    assert ("sessions", "narrative:read") in readings(service, record=session["id"])


def test_actions_that_a_form_is_filled_with_are_logged(service: Client) -> None:
    full(service)
    worker = make.ok(service.get(keyed("workers", "W1")))["id"]
    service.get(f"/v1/workers/{worker}/previous-actions", on="2026-02-20")
    assert readings(service) == [("actions", "narrative:read")]


def test_what_was_withheld_was_not_read(service: Client) -> None:
    session = full(service)
    reader = service.without(Scope.NARRATIVE_READ, Scope.FEEDBACK_READ)
    assert "Words" not in reader.get(f"/v1/sessions/{session['id']}").everything
    assert readings(service) == []


def test_every_read_of_many_at_once_is_logged(service: Client) -> None:
    session = full(service)
    reader = service.without(Scope.FEEDBACK_READ)
    answers = at_once(40, lambda _: reader.get(f"/v1/sessions/{session['id']}"))
    assert {answer.status for answer in answers} == {200}
    assert len(readings(service, limit=7)) == 40


def test_a_client_may_act_for_a_worker(service: Client) -> None:
    session = full(service)
    for_m1 = {"On-Behalf-Of": "M1"}
    service.ask("PATCH", f"/v1/sessions/{session['id']}", {"feedback_minutes": 12}, headers=for_m1)
    service.get(f"/v1/sessions/{session['id']}", headers=for_m1)
    manager = make.ok(service.get(keyed("workers", "M1")))["id"]
    changes = service.items("/v1/audit", on_behalf_of=manager)
    assert ("sessions", "updated") in {(row["type"], row["verb"]) for row in changes}
    assert {row["on_behalf_of_ref"] for row in changes} == {"M1"}
    read = service.items("/v1/audit/reads", on_behalf_of=manager)
    assert {row["on_behalf_of_ref"] for row in read} == {"M1"}
    assert len(read) == 4
    versions = service.items(f"/v1/sessions/{session['id']}/versions")
    assert [version["on_behalf_of_ref"] for version in versions] == [None, "M1"]


def test_only_with_the_scope_delegate(service: Client) -> None:
    make.people(service)
    answer = service.without(Scope.DELEGATE).get("/v1/teams", {"On-Behalf-Of": "M1"})
    assert (answer.status, answer.code) == (403, "scope-missing")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_for_a_worker_who_is_known(service: Client, method: str) -> None:
    body = {"name": "Team"} if method == "POST" else None
    answer = service.ask(method, "/v1/teams", body, headers={"On-Behalf-Of": "nobody"})
    assert (answer.status, answer.code) == (422, "reference-not-found")
    assert answer.json["errors"][0]["parameter"] == "On-Behalf-Of"
    assert service.items("/v1/teams") == []


def test_another_organisations_worker_is_nobody(service: Client) -> None:
    make.people(service)
    answer = service.stranger().get("/v1/teams", {"On-Behalf-Of": "M1"})
    assert (answer.status, answer.code) == (422, "reference-not-found")


def test_a_header_that_is_no_reference_is_refused(service: Client) -> None:
    answer = service.get("/v1/teams", {"On-Behalf-Of": "M 1"})
    assert (answer.status, answer.code) == (400, "malformed-header")


def test_the_line_of_changes_can_be_followed_by_its_hashes(service: Client) -> None:
    full(service)
    rows = service.items("/v1/audit", limit=2)
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert {"workers", "sessions", "actions", "feedback"} <= {row["type"] for row in rows}


def test_the_line_is_narrowed_by_record_client_and_time(service: Client) -> None:
    team = make.team(service)
    one = service.clock.forward(hours=1)
    service.clock.forward(hours=1)
    service.put("teams", "T1", {"name": "Second"})
    make.worker(service)
    rows = service.items("/v1/audit", record=team["id"])
    assert [row["verb"] for row in rows] == ["created", "updated"]
    later = service.items("/v1/audit", record=team["id"], at_from=one.isoformat())
    assert [row["verb"] for row in later] == ["updated"]
    assert service.items("/v1/audit", client=team["id"]) == []
    assert service.items("/v1/audit", at_to="2026-01-01T00:00:00Z") == []


def test_only_what_was_looked_up_was_read(service: Client) -> None:
    make.people(service)
    other = service.of_source("liq")
    for reference in ("S1", "S2"):
        make.session(service, reference, reflection="Words")
        body = make.held(supervisee_source="mosaic", supervisor_source="mosaic", reflection="Words")
        make.created(other.put("sessions", reference, body, source="liq"))
    asked = [{"reference": "S1"}, {"reference": "S2", "source": "liq"}]
    make.ok(service.post("/v1/sessions/lookup", {"items": asked}))
    assert len(readings(service)) == 2
