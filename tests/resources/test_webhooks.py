"""Webhooks are added, read, changed and removed; their secrets are shown once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.vocabulary import EventType, Scope
from tests.harness.receiver import Receiver
from tests.harness.service import Client
from tests.resources import hooks, make
from tests.resources.test_events import feed

URL = "https://cases.example/hook"


def add(service: Client, **fields: Any) -> Any:
    return make.created(service.post("/v1/webhooks", {"url": URL, **fields}))


def test_it_is_answered_with_its_secret_and_read_without_it(service: Client) -> None:
    hook = add(service, types=["sessions", "flags", "flags"], description="Case system")
    secret = hook.pop("secret")
    assert secret.startswith("whsec_")
    assert hook["types"] == ["flags", "sessions"]
    answers = [
        service.get(f"/v1/webhooks/{hook['id']}"),
        service.get("/v1/webhooks"),
        service.patch(f"/v1/webhooks/{hook['id']}", {"description": "Live"}),
        service.get(f"/v1/webhooks/{hook['id']}/deliveries"),
        service.get("/v1/audit"),
        service.get("/v1/events"),
    ]
    assert answers[0].json == hook
    assert answers[1].json == {"items": [hook]}
    assert [answer.status for answer in answers] == [200] * 6
    assert not [answer for answer in answers if secret.removeprefix("whsec_") in answer.everything]


def test_no_two_have_the_same_secret(service: Client) -> None:
    assert add(service)["secret"] != add(service)["secret"]


def test_the_same_post_again_adds_nothing_and_shows_the_secret_again(service: Client) -> None:
    first = service.post("/v1/webhooks", {"url": URL}, idempotency_key="K1")
    again = service.post("/v1/webhooks", {"url": URL}, idempotency_key="K1")
    assert (again.status, again.json) == (201, first.json)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(make.ok(service.get("/v1/webhooks"))["items"]) == 1


def test_a_retry_that_comes_after_a_rotation_shows_no_secret(service: Client) -> None:
    first = service.post("/v1/webhooks", {"url": URL}, idempotency_key="K1").json
    make.ok(service.post(f"/v1/webhooks/{first['id']}/rotate", None))
    again = service.post("/v1/webhooks", {"url": URL}, idempotency_key="K1")
    assert (again.json["id"], again.json["secret"]) == (first["id"], None)


def test_a_rotation_that_is_sent_again_is_one_rotation(service: Client) -> None:
    path = f"/v1/webhooks/{add(service)['id']}/rotate"
    first = make.ok(service.post(path, None, idempotency_key="K1"))
    assert make.ok(service.post(path, None, idempotency_key="K1")) == first
    assert make.ok(service.post(path, None))["secret"] != first["secret"]


def test_a_patch_changes_what_it_names(service: Client) -> None:
    hook = add(service, types=["flags"], description="Test")
    path = f"/v1/webhooks/{hook['id']}"
    changed = make.ok(service.patch(path, {"url": f"{URL}/2", "types": None}))
    assert (changed["url"], changed["types"], changed["description"], changed["version"]) == (
        f"{URL}/2", None, "Test", 2,
    )  # fmt: skip
    assert make.ok(service.patch(path, {"description": None}))["description"] is None


def test_a_patch_that_says_nothing_new_makes_no_version(service: Client) -> None:
    hook = add(service, types=["flags"])
    same = {"url": URL, "types": ["flags"], "paused": False}
    for patch in ({}, same):
        assert make.ok(service.patch(f"/v1/webhooks/{hook['id']}", patch))["version"] == 1


def test_who_has_a_stale_copy_changes_and_removes_nothing(service: Client) -> None:
    path = f"/v1/webhooks/{add(service)['id']}"
    stale = service.get(path).etag
    make.ok(service.patch(path, {"description": "Live"}, if_match=stale))
    assert service.patch(path, {"description": "Old"}, if_match=stale).status == 412
    assert service.delete(path, if_match=stale).status == 412
    assert service.get(path, {"if-none-match": service.get(path).etag}).status == 304
    assert service.delete(path, if_match=service.get(path).etag).status == 204


def test_one_that_is_removed_is_gone_with_its_log_and_its_receipts(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    path = f"/v1/webhooks/{hook['id']}"
    event = receiver.events[0]["id"]
    make.created(service.ask("PUT", f"{path}/receipts/{event}", {}))
    assert service.delete(path).status == 204
    below = ("", "/deliveries", f"/receipts/{event}")
    assert [service.get(path + part).status for part in below] == [404] * 3
    make.team(service)
    service.deliver()
    assert len(receiver.calls) == 1


def test_the_feed_tells_what_became_of_it(service: Client) -> None:
    path = f"/v1/webhooks/{add(service)['id']}"
    make.ok(service.patch(path, {"description": "Live"}))
    make.ok(service.post(f"{path}/rotate", None))
    make.ok(service.patch(path, {"paused": True}))
    make.ok(service.patch(path, {"paused": False}))
    service.delete(path)
    told = [(each["verb"], each["version"], each["href"]) for each in feed(service)]
    assert told == [
        ("created", 1, path),
        ("updated", 2, path),
        ("updated", 3, path),
        ("paused", 4, path),
        ("resumed", 5, path),
        ("deleted", 5, path),
    ]


def test_every_type_that_the_feed_tells_of_can_be_asked_for(service: Client) -> None:
    make.one_of_each(service)
    make.created(service.post("/v1/policies", {"effective_on": "2026-04-01"}))
    make.ok(service.ask("PUT", "/v1/calendar", {"nation": "wales"}))
    make.aspect(service, "faith")
    make.created(service.post("/v1/returns", {"title": "Frozen", "asked": {}}))
    make.created(service.post("/v1/imports?mode=commit", [{"type": "cases", "reference": "C2"}]))
    columns = {"columns": {"No.": "reference"}}
    make.created(service.ask("PUT", "/v1/mappings/mosaic/columns/cases", columns))
    add(service)
    told = {each["type"] for each in feed(service)}
    assert told <= set(EventType)
    assert len(told) > 10


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"url": None}, "/url"),
        ({"types": []}, "/types"),
        ({"types": ["canary"]}, "/types/0"),
        ({"description": ""}, "/description"),
        ({"after": "1"}, "/after"),
        ({"after": "1-0"}, "/after"),
        ({"paused": True}, ""),
        ({"url": "https://user:word@cases.example/"}, "/url"),
        ({"url": "https://cases.example/#part"}, "/url"),
        ({"url": "ftp://cases.example/"}, "/url"),
        ({"url": "cases.example/hook"}, "/url"),
        ({"url": "https://"}, "/url"),
        ({"url": "https://cases.example:0/"}, "/url"),
        ({"url": "https://cases.example:99999/"}, "/url"),
        ({"url": "https://käse.example/"}, "/url"),
        ({"url": f"https://cases.example/{'x' * 2000}"}, "/url"),
        ({"url": "https://.example/"}, "/url"),
        ({"url": f"https://{'x' * 64}.{'y' * 200}.example/"}, "/url"),
    ],
)
def test_what_cannot_be_called_is_422(
    service: Client, fields: dict[str, Any], pointer: str
) -> None:
    answer = service.post("/v1/webhooks", {"url": URL, **fields})
    assert answer.status == 422, answer
    assert {fault["pointer"] for fault in answer.json["errors"]} == {pointer}
    assert "canary" not in answer.everything


def test_there_are_fifty_at_most(service: Client) -> None:
    for _ in range(50):
        add(service)
    answer = service.post("/v1/webhooks", {"url": URL})
    assert (answer.status, answer.code) == (409, "conflict")


def test_a_receipt_says_that_an_event_is_stored(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    event = receiver.events[0]["id"]
    path = f"/v1/webhooks/{hook['id']}/receipts/{event}"
    assert service.get(path).status == 404
    first = make.created(service.ask("PUT", path, {"reference": "F1"}))
    assert make.ok(service.get(path)) == first
    assert (first["event_id"], first["reference"]) == (event, "F1")
    (call,) = hooks.log(service, hook)
    assert call["receipt_at"] == first["received_at"]
    service.clock.forward(minutes=1)
    second = make.ok(service.ask("PUT", path, {"reference": "F2"}))
    assert (second["reference"], second["received_at"] > first["received_at"]) == ("F2", True)


def test_a_receipt_is_no_event_of_its_own(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    before = feed(service)
    event = receiver.events[0]["id"]
    make.created(service.ask("PUT", f"/v1/webhooks/{hook['id']}/receipts/{event}", {}))
    assert feed(service) == before


def test_what_it_was_not_told_of_cannot_be_receipted(service: Client) -> None:
    path = f"/v1/webhooks/{add(service)['id']}/receipts/{uuid4()}"
    assert service.ask("PUT", path, {}).status == 404


def test_what_is_below_belongs_to_one_webhook_alone(service: Client, receiver: Receiver) -> None:
    hook, other = hooks.added(service, receiver), add(service, types=["returns"])
    service.deliver()
    (call,) = hooks.log(service, hook)[:1]
    below = f"/v1/webhooks/{other['id']}"
    assert service.post(f"{below}/deliveries/{call['id']}/redeliver", None).status == 404
    assert service.ask("PUT", f"{below}/receipts/{call['event_id']}", {}).status == 404


def test_the_log_is_paged_and_goes_back_thirty_days(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    for n in range(5):
        make.team(service, f"T{n}")
    service.deliver()
    whole = hooks.log(service, hook)
    assert len(whole) == 6
    path = f"/v1/webhooks/{hook['id']}/deliveries"
    assert service.items(path, limit=2)[::-1] == whole
    service.clock.forward(days=30)
    make.team(service, "T9")
    assert len(hooks.log(service, hook)) == 6
    service.clock.forward(seconds=1)
    service.deliver()
    (left,) = hooks.log(service, hook)
    assert left["event_id"] == receiver.events[-1]["id"]


def test_it_needs_its_scope(service: Client) -> None:
    assert service.without(Scope.WEBHOOKS_WRITE).get("/v1/webhooks").status == 403


def test_one_of_another_organisation_is_none(service: Client) -> None:
    path = f"/v1/webhooks/{add(service)['id']}"
    stranger = service.stranger()
    for part in ("/rotate", "/test"):
        assert stranger.post(path + part, None).status == 404
    assert stranger.delete(path).status == 404


def test_the_secret_before_the_last_is_named_for_a_day(service: Client) -> None:
    hook = add(service)
    rotated = make.ok(service.post(f"/v1/webhooks/{hook['id']}/rotate", None))
    until = (service.clock.now + timedelta(hours=24)).isoformat().replace("+00:00", "Z")
    assert (hook["former_secret_until"], rotated["former_secret_until"]) == (None, until)
    assert rotated["secret"] != hook["secret"]
