"""PATCH is a merge patch, DELETE a tombstone; ETag, If-Match and If-None-Match guard both."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make
from tests.resources.test_putting import CHANGED, NEW, TYPES, begun

REQUIRED = {
    "teams": "name",
    "sessions": "kind",
    "feedback": "direction",
    "oversight-notes": "kind",
}


def stored(service: Client, type: str) -> tuple[str, Any]:
    """The path of a record of a type, and the answer that made it."""
    answer = begun(service).put(type, "R1", NEW[type])
    return f"/v1/{type}/{make.created(answer)['record']['id']}", answer


@pytest.mark.parametrize("type", TYPES)
def test_a_patch_changes_what_it_names(service: Client, type: str) -> None:
    path, first = stored(service, type)
    answer = service.patch(path, CHANGED[type])
    after = make.ok(answer)
    assert {name: after[name] for name in CHANGED[type]} == CHANGED[type]
    assert after["version"] == 2
    assert service.get(path).etag == answer.etag != first.etag


@pytest.mark.parametrize("type", TYPES)
def test_an_empty_patch_changes_nothing(service: Client, type: str) -> None:
    path, first = stored(service, type)
    service.clock.forward(hours=1)
    after = service.patch(path, {})
    assert (after.status, after.etag) == (200, first.etag)
    assert after.json["version"] == 1


@pytest.mark.parametrize("type", sorted(REQUIRED))
def test_null_on_a_required_field_is_refused(service: Client, type: str) -> None:
    path, _ = stored(service, type)
    answer = service.patch(path, {REQUIRED[type]: None})
    assert (answer.status, answer.code) == (422, "invalid")
    assert service.get(path).json["version"] == 1


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("field", ["id", "version", "created_at", "reference", "source", "odd"])
def test_what_is_not_the_callers_to_change_is_refused(
    service: Client, type: str, field: str
) -> None:
    path, _ = stored(service, type)
    answer = service.patch(path, {field: "x"})
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize("type", TYPES)
def test_a_stale_copy_cannot_overwrite(service: Client, type: str) -> None:
    path, first = stored(service, type)
    second = service.patch(path, CHANGED[type], If_Match=first.etag)
    assert second.status == 200
    answer = service.patch(path, {}, If_Match=first.etag)
    assert (answer.status, answer.code) == (412, "stale")
    assert service.delete(path, If_Match=first.etag).status == 412
    assert service.delete(path, If_Match=f'"x", {second.etag}').status == 204


@pytest.mark.parametrize("type", TYPES)
def test_what_the_caller_holds_is_not_sent_again(service: Client, type: str) -> None:
    path, first = stored(service, type)
    for address in (path, keyed(type, "R1")):
        answer = service.get(address, headers={"If-None-Match": first.etag})
        assert (answer.status, answer.body, answer.etag) == (304, b"", first.etag)
        assert service.get(address, headers={"If-None-Match": '"else"'}).status == 200


@pytest.mark.parametrize("type", TYPES)
def test_a_deleted_record_is_gone_from_everywhere_but_its_history(
    service: Client, type: str
) -> None:
    path, answer = stored(service, type)
    id = answer.json["record"]["id"]
    before = service.clock.now.isoformat()
    service.clock.forward(hours=1)
    assert service.delete(path).status == 204
    for again in (service.get(path), service.patch(path, {}), service.delete(path)):
        assert (again.status, again.code) == (404, "not-found")
    assert service.delete(keyed(type, "R1")).status == 404
    assert id not in {item["id"] for item in service.items(f"/v1/{type}")}
    changed = service.items(f"/v1/{type}", updated_since=before)
    [tombstone] = [item for item in changed if item["id"] == id]
    assert tombstone.keys() == {
        "id",
        "source",
        "reference",
        "version",
        "updated_at",
        "deleted_at",
    }
    assert (tombstone["reference"], tombstone["version"]) == ("R1", 2)


def test_nested_objects_merge(service: Client) -> None:
    make.people(service)
    record = make.session(service, check_in={"held": True, "note": "Well"})
    path = f"/v1/sessions/{record['id']}"
    after = make.ok(service.patch(path, {"check_in": {"held": False}}))
    assert after["check_in"] == {"held": False, "note": "Well"}
    assert make.ok(service.patch(path, {"check_in": {"note": None}}))["check_in"] == {
        "held": False,
        "note": None,
    }
    assert make.ok(service.patch(path, {"check_in": None}))["check_in"] is None


def test_a_list_given_replaces_the_list(service: Client) -> None:
    post = {"role": "a", "started_on": "2024-01-01"}
    id = make.worker(service, "W1", posts=[post])["id"]
    after = make.ok(service.patch(f"/v1/workers/{id}", {"posts": [{**post, "role": "b"}]}))
    assert [each["role"] for each in after["posts"]] == ["b"]
    assert make.ok(service.patch(f"/v1/workers/{id}", {"posts": None}))["posts"] == []


def test_null_clears(service: Client) -> None:
    id = make.worker(service, "W1", display_name="Ann")["id"]
    assert (
        make.ok(service.patch(f"/v1/workers/{id}", {"display_name": None}))["display_name"] is None
    )


def test_a_pointer_can_be_moved_and_cleared(service: Client) -> None:
    above = make.team(service, "T0")
    id = make.team(service, "T1")["id"]
    moved = make.ok(service.patch(f"/v1/teams/{id}", {"parent_ref": "T0"}))
    assert moved["parent_id"] == above["id"]
    cleared = make.ok(service.patch(f"/v1/teams/{id}", {"parent_id": None}))
    assert (cleared["parent_id"], cleared["parent_ref"]) == (None, None)


def test_a_pointer_at_what_was_deleted_is_refused(service: Client) -> None:
    make.team(service, "T0")
    service.delete(keyed("teams", "T0"))
    answer = service.put("teams", "T1", {"name": "x", "parent_ref": "T0"})
    assert (answer.status, answer.code) == (422, "reference-not-found")
    assert answer.json["errors"][0]["pointer"] == "/parent_ref"


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_teams_cannot_form_a_circle(service: Client, depth: int) -> None:
    make.team(service, "T0")
    for n in range(1, depth):
        make.team(service, f"T{n}", parent_ref=f"T{n - 1}")
    answer = service.put("teams", "T0", {"parent_ref": f"T{depth - 1}"})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "circle")


def test_a_merge_patch_has_a_content_type_of_its_own(service: Client) -> None:
    path, _ = stored(service, "teams")
    headers = {"content-type": "application/merge-patch+json"}
    assert service.ask("PATCH", path, {"name": "y"}, headers=headers).status == 200
