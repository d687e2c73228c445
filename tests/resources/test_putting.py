"""PUT by the sender's key: created, updated, unchanged, stale, restored."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.verifying import verified
from tests.resources import make

NEW: dict[str, dict[str, Any]] = {
    "teams": {"name": "First"},
    "workers": {"display_name": "First"},
    "agreements": {"supervisee_ref": "W1", "supervisor_ref": "M1", "started_on": "2026-01-05"},
    "cases": {"opened_on": "2025-01-01"},
    "sessions": make.held(),
    "actions": {"session_ref": "S0", "description": "First"},
    "feedback": {"session_ref": "S0", "direction": "supervisee_to_supervisor", "score": 1},
    "oversight-notes": {
        "case_ref": "C0",
        "author_ref": "M1",
        "kind": "management_decision",
        "decided_on": "2026-02-02",
    },
}
CHANGED: dict[str, dict[str, Any]] = {
    "teams": {"name": "Second"},
    "workers": {"display_name": "Second"},
    "agreements": {"interval_days": 14},
    "cases": {"opened_on": "2025-01-02"},
    "sessions": {"feedback_minutes": 12},
    "actions": {"description": "Second"},
    "feedback": {"score": 2},
    "oversight-notes": {"decided_on": "2026-02-03"},
}
TYPES = sorted(NEW)


def begun(service: Client) -> Client:
    """What the new records point at is there."""
    make.people(service)
    make.case(service, "C0")
    make.session(service, "S0", on="2026-01-05")
    return service


@pytest.mark.parametrize("type", TYPES)
def test_the_first_put_creates(service: Client, type: str) -> None:
    answer = begun(service).put(type, "R1", NEW[type])
    assert (answer.status, answer.json["outcome"]) == (201, "created")
    record = answer.json["record"]
    assert (record["source"], record["reference"], record["version"]) == ("mosaic", "R1", 1)
    assert answer.headers["location"] == f"/v1/{type}/{record['id']}"
    assert service.get(answer.headers["location"]).json == record
    assert service.get(keyed(type, "R1")).etag == answer.etag


@pytest.mark.parametrize("type", TYPES)
def test_other_content_updates_and_keeps_what_was_not_sent(service: Client, type: str) -> None:
    before = begun(service).put(type, "R1", NEW[type]).json["record"]
    service.clock.forward(hours=1)
    answer = service.put(type, "R1", CHANGED[type])
    assert (answer.status, answer.json["outcome"]) == (200, "updated")
    after = answer.json["record"]
    assert after["version"] == 2
    assert after["created_at"] == before["created_at"] < after["updated_at"]
    said = {name: after[name] for name in CHANGED[type]}
    assert said == CHANGED[type]
    calculated = {"version", "updated_at", "derived", "agreed_on", *CHANGED[type]}
    assert {k: v for k, v in after.items() if k not in calculated} == {
        k: v for k, v in before.items() if k not in calculated
    }


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("again", ["whole", "nothing"])
def test_the_same_content_changes_nothing(service: Client, type: str, again: str) -> None:
    first = begun(service).put(type, "R1", NEW[type])
    service.clock.forward(hours=1)
    answer = service.put(type, "R1", {"whole": NEW[type], "nothing": {}}[again])
    assert (answer.status, answer.json["outcome"]) == (200, "unchanged")
    assert answer.json["record"] == first.json["record"]
    assert answer.etag == first.etag


@pytest.mark.parametrize("type", TYPES)
def test_what_the_source_changed_earlier_is_ignored(service: Client, type: str) -> None:
    at_nine = {"source_updated_at": "2026-02-20T09:00:00Z"}
    at_eight = {"source_updated_at": "2026-02-20T08:59:59Z"}
    first = begun(service).put(type, "R1", {**NEW[type], **at_nine})
    answer = service.put(type, "R1", {**CHANGED[type], **at_eight})
    assert (answer.status, answer.json["outcome"]) == (200, "stale_ignored")
    assert answer.json["record"] == first.json["record"]
    assert service.put(type, "R1", {**CHANGED[type], **at_nine}).json["outcome"] == "updated"


@pytest.mark.parametrize("type", TYPES)
def test_the_same_content_told_later_still_makes_the_older_stale(
    service: Client, type: str
) -> None:
    begun(service).put(type, "R1", {**NEW[type], "source_updated_at": "2026-02-20T09:00:00Z"})
    service.put(type, "R1", {**NEW[type], "source_updated_at": "2026-02-20T11:00:00Z"})
    late = {**CHANGED[type], "source_updated_at": "2026-02-20T10:00:00Z"}
    assert service.put(type, "R1", late).json["outcome"] == "stale_ignored"


@pytest.mark.parametrize("type", TYPES)
def test_what_was_deleted_is_restored(service: Client, type: str) -> None:
    first = begun(service).put(type, "R1", NEW[type]).json["record"]
    assert service.delete(keyed(type, "R1")).status == 204
    assert service.get(keyed(type, "R1")).status == 404
    answer = service.put(type, "R1", NEW[type])
    assert (answer.status, answer.json["outcome"]) == (200, "restored")
    assert (answer.json["record"]["id"], answer.json["record"]["version"]) == (first["id"], 3)
    assert service.get(f"/v1/{type}/{first['id']}").status == 200


@pytest.mark.parametrize("type", TYPES)
def test_the_same_reference_of_another_source_is_another_record(service: Client, type: str) -> None:
    first = begun(service).put(type, "R1", NEW[type]).json["record"]
    second = service.put(type, "R1", NEW[type], source="eclipse")
    expected = 409 if type == "feedback" else 201  # one per session, direction and worker
    assert second.status == expected
    assert second.status == 409 or second.json["record"]["id"] != first["id"]


@pytest.mark.parametrize(
    "reference", ["a/b", "/", "a%2Fb", "ä".encode("latin-1").hex(), "~!*'();:@&=+$,?#[]", "R" * 128]
)
def test_a_reference_may_hold_all_that_is_visible(service: Client, reference: str) -> None:
    record = make.team(service, reference)
    assert record["reference"] == reference
    assert service.get(keyed("teams", reference)).json == record
    assert service.put("teams", reference, {"name": "x"}).json["outcome"] == "updated"


def test_a_slash_in_a_path_may_stand_as_it_is(service: Client) -> None:
    record = make.team(service, "a/b")
    assert service.get("/v1/sources/mosaic/teams/a/b").json == record


@pytest.mark.parametrize("reference", ["a%20b", "%C3%A4", "R" * 129, "%E2%80%AE"])
def test_what_cannot_be_a_reference_leads_nowhere(service: Client, reference: str) -> None:
    path = f"/v1/sources/mosaic/teams/{reference}"
    for answer in (service.get(path), service.ask("PUT", path, {"name": "x"})):
        assert (answer.status, answer.code) == (404, "not-found")


def test_references_differ_by_case(service: Client) -> None:
    assert make.team(service, "t1")["id"] != make.team(service, "T1")["id"]


def test_a_pointer_may_name_another_source(service: Client) -> None:
    parent = service.put("teams", "T0", {"name": "Above"}, source="eclipse").json["record"]
    record = make.team(service, "T1", parent_ref="T0", parent_source="eclipse")
    assert (record["parent_id"], record["parent_ref"]) == (parent["id"], "T0")


def test_a_pointer_by_id_and_by_reference_is_one_too_many(service: Client) -> None:
    parent = make.team(service, "T0")
    answer = service.put(
        "teams", "T1", {"name": "x", "parent_id": parent["id"], "parent_ref": "T0"}
    )
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "one-of-two")


WHOLE = make.held(
    actions=[make.action("A2")],
    action_reviews=[{"action_ref": "A1", "outcome": "progressing"}],
    discussions=[{"case_ref": "C1"}],
)


def purged(service: Client, type: str, reference: str) -> None:
    """A session as its sender has it, one record of which was entered in error since."""
    make.people(service)
    make.case(service)
    make.session(service, "S0", on="2026-01-05", actions=[make.action("A1")])
    make.made(service, "sessions", "S1", WHOLE)
    assert service.delete(keyed(type, reference)).status == 204


PURGED = [("sessions", "S0"), ("actions", "A1"), ("cases", "C1"), ("workers", "W1")]


@pytest.mark.parametrize(("type", "reference"), PURGED)
def test_what_a_record_points_at_already_may_have_been_deleted_since(
    service: Client, type: str, reference: str
) -> None:
    purged(service, type, reference)
    again = make.ok(service.put("sessions", "S1", WHOLE))
    assert again["outcome"] == "unchanged"
    changed = make.ok(service.put("sessions", "S1", {**WHOLE, "wellbeing": "Well"}))
    assert changed["outcome"] == "updated"
    assert verified(service).differences == []


@pytest.mark.parametrize(("type", "reference"), PURGED)
def test_nothing_new_can_point_at_what_was_deleted(
    service: Client, type: str, reference: str
) -> None:
    purged(service, type, reference)
    answer = service.put("sessions", "S2", {**WHOLE, "actions": [make.action("A3")]})
    assert (answer.status, answer.code) == (422, "reference-not-found")


def test_a_note_is_sent_again_after_its_case_was_deleted(service: Client) -> None:
    make.people(service)
    make.case(service)
    make.note(service)
    service.delete(keyed("cases", "C1"))
    again = service.put("oversight-notes", "N1", {"case_ref": "C1", "author_ref": "M1"})
    assert again.json["outcome"] == "unchanged"
