"""One feed, in one order, without gaps, however it is read."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from app.resources.prompts.schemas import EXAMPLE as PROMPT
from app.resources.templates.schemas import EXAMPLE as TEMPLATE
from app.vocabulary import Scope
from tests.harness.service import Client
from tests.resources import make


def feed(service: Client, after: str = "0-0", **query: Any) -> list[Any]:
    """All events after a place, answer by answer."""
    found: list[Any] = []
    while True:
        told = make.ok(service.get("/v1/events", None, after=after, **query))
        if not told["items"]:
            assert told["next_after"] == after
            return found
        found += told["items"]
        after = told["next_after"]


def test_it_tells_what_changed_and_where_to_read_it(service: Client) -> None:
    make.people(service)
    session = make.session(service, "S1", on="2026-01-05", feedback_minutes=4)
    make.ok(service.patch(f"/v1/sessions/{session['id']}", {"feedback_minutes": 5}))
    assert service.delete(f"/v1/sessions/{session['id']}").status == 204
    of_it = [each for each in feed(service) if each["subject_id"] == session["id"]]
    assert [(each["verb"], each["version"]) for each in of_it] == [
        ("created", 1), ("updated", 2), ("deleted", 3),
    ]  # fmt: skip
    first = of_it[0]
    named = {name: first[name] for name in ("type", "source", "reference", "day", "href")}
    assert named == {
        "type": "sessions",
        "source": "mosaic",
        "reference": "S1",
        "day": None,
        "href": f"/v1/sessions/{session['id']}",
    }


def test_flags_stand_behind_what_raised_and_cleared_them(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05", feedback_minutes=4)
    events = feed(service)
    (session,) = [number for number, each in enumerate(events) if each["type"] == "sessions"]
    after = events[session + 1]
    assert (after["type"], after["verb"]) == ("flags", "raised")
    assert after["place"].split("-")[0] == events[session]["place"].split("-")[0]
    assert make.ok(service.get(after["href"]))["id"] == after["subject_id"]


@pytest.mark.parametrize("limit", [1, 3, 5000])
def test_it_is_the_same_in_answers_of_any_length(service: Client, limit: int) -> None:
    make.one_of_each(service)
    whole = feed(service, limit=5000)
    assert feed(service, limit=limit) == whole
    places = [tuple(map(int, each["place"].split("-"))) for each in whole]
    assert places == sorted(set(places))
    assert len({each["id"] for each in whole}) == len(whole)


def test_it_can_be_followed_from_any_place(service: Client) -> None:
    make.one_of_each(service)
    whole = feed(service)
    for number in (0, len(whole) // 2, len(whole) - 1):
        assert feed(service, whole[number]["place"]) == whole[number + 1 :]


def test_policies_and_the_calendar_are_told_where_they_are_read(service: Client) -> None:
    make.created(service.post("/v1/policies", {"effective_on": "2026-04-01", "warning_days": 3}))
    told = {each["type"]: each["href"] for each in feed(service)}
    assert make.ok(service.get(told["policies"]))["warning_days"] == 3


EDITIONS = {
    "/v1/templates/own": TEMPLATE,
    "/v1/prompts/own": PROMPT,
    "/v1/mappings/mosaic/stage": {"labels": {"Newly qualified": "asye"}},
    "/v1/mappings/mosaic/columns/workers": {"columns": {"Worker no.": "reference"}},
}


@pytest.mark.parametrize("path", EDITIONS)
def test_what_has_editions_is_told_where_it_stands_among_others(service: Client, path: str) -> None:
    make.created(service.ask("PUT", path, EDITIONS[path]))
    told = feed(service)[-1]
    listed = {each["id"]: each for each in make.ok(service.get(told["href"]))["items"]}
    assert listed[told["subject_id"]]["version"] == told["version"]


def test_who_waits_is_told_within_a_second(service: Client) -> None:
    make.people(service)
    last = feed(service)[-1]["place"]
    later = threading.Timer(1, lambda: make.team(service, "T9"))
    later.start()
    began = time.monotonic()
    told = make.ok(service.get("/v1/events", None, after=last, wait=30))
    later.join()
    assert [each["reference"] for each in told["items"]] == ["T9"]
    assert 0.9 < time.monotonic() - began < 10


def test_who_waits_in_vain_keeps_their_place(service: Client) -> None:
    make.people(service)
    last = feed(service)[-1]["place"]
    assert make.ok(service.get("/v1/events", None, after=last, wait=1)) == {
        "items": [],
        "next_after": last,
    }


@pytest.mark.parametrize("after", ["", "5", "5-", "-1-0", "05-0", "5-0 ", "x", "9" * 30 + "-0"])
def test_a_place_that_is_none_is_400(service: Client, after: str) -> None:
    assert service.get("/v1/events", None, after=after).status == 400


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 5001}, {"wait": 31}, {"wait": -1}])
def test_a_malformed_question_is_400(service: Client, query: dict[str, int]) -> None:
    assert service.get("/v1/events", None, **query).status == 400


def test_it_needs_its_scope(service: Client) -> None:
    assert service.without(Scope.EVENTS_READ).get("/v1/events").status == 403


def test_a_place_of_another_organisation_leads_nowhere_else(service: Client) -> None:
    make.one_of_each(service)
    stranger = service.stranger()
    assert feed(stranger) == []
    theirs = feed(service)[0]["place"]
    assert stranger.get("/v1/events", None, after=theirs).code == "conflict"
    make.team(stranger, "T1")
    assert all(each["reference"] in {"T1", None} for each in feed(stranger, theirs))


def test_a_reader_among_eight_writers_sees_every_event_once_in_order(service: Client) -> None:
    make.people(service)
    seen: list[Any] = []
    done = threading.Event()

    def follow() -> None:
        after = "0-0"
        while True:
            is_last = done.is_set()
            told = make.ok(service.get("/v1/events", None, after=after, limit=7))
            seen.extend(told["items"])
            after = told["next_after"]
            if is_last and not told["items"]:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda n: make.worker(service, f"X{n}"), range(64)))
    done.set()
    reader.join()
    assert seen == feed(service)
    numbers = [int(each["place"].split("-")[0]) for each in seen]
    assert set(numbers) == set(range(1, max(numbers) + 1))
    created = [each["reference"] for each in seen if (each["reference"] or "").startswith("X")]
    assert sorted(created) == sorted(f"X{n}" for n in range(64))


def test_what_happened_is_told_in_utc(service: Client) -> None:
    service.clock.set(datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
    make.people(service)
    assert feed(service)[0]["at"] == "2026-07-01T08:30:00Z"


@pytest.mark.parametrize("wait", [0, 1])
def test_a_place_to_come_is_refused_as_events_would_be_missed(service: Client, wait: int) -> None:
    make.team(service, "T1")
    end = feed(service)[-1]["place"]
    seq = int(end.split("-")[0])
    make.ok(service.get("/v1/events", None, after=end))
    refused = service.get("/v1/events", None, after=f"{seq + 1}-0", wait=wait)
    assert (refused.status, refused.code) == (409, "conflict")
