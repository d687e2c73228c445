"""Many at once: one record, no lost update, an unbroken line."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.harness.service import Answer, Client
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_putting import NEW, TYPES, begun


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(number) as senders:
        return list(senders.map(work, range(number)))


@pytest.mark.parametrize("type", TYPES)
def test_fifty_senders_of_one_reference_make_one_record(service: Client, type: str) -> None:
    begun(service)
    answers = at_once(50, lambda _: service.put(type, "R1", NEW[type]))
    assert Counter(answer.json.get("outcome") for answer in answers) == {
        "created": 1,
        "unchanged": 49,
    }
    assert len({answer.json["record"]["id"] for answer in answers}) == 1
    assert verified(service).differences == []


def test_fifty_senders_of_one_session_with_all_that_hangs_on_it_make_one(
    service: Client,
) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05", actions=[make.action("A1")])
    body = make.held(
        actions=[make.action("A2"), make.action("A3")],
        action_reviews=[{"action_ref": "A1", "outcome": "progressing"}],
        feedback=[{"direction": "supervisee_to_supervisor", "score": 8}],
    )
    answers = at_once(50, lambda _: service.put("sessions", "S2", body))
    assert Counter(answer.json.get("outcome") for answer in answers) == {
        "created": 1,
        "unchanged": 49,
    }
    assert len(service.items("/v1/actions")) == 3
    assert len(service.items("/v1/feedback")) == 1
    assert verified(service).differences == []


def test_fifty_posts_of_one_reference_make_one_record(service: Client) -> None:
    make.people(service)
    body = make.held(reference="S1", actions=[make.action()])
    answers: list[Answer] = at_once(50, lambda _: service.post("/v1/sessions", body))
    assert Counter(answer.status for answer in answers) == {201: 1, 409: 49}
    assert len(service.items("/v1/actions")) == 1


def test_no_edit_under_if_match_is_lost(service: Client) -> None:
    make.people(service)
    path = f"/v1/sessions/{make.session(service, ended_at=None, interrupted_minutes=0)['id']}"

    def edit(_: int) -> int:
        held = service.get(path)
        minutes = held.json["interrupted_minutes"] + 1
        return service.patch(path, {"interrupted_minutes": minutes}, If_Match=held.etag).status

    def edits(sender: int) -> Counter[int]:
        return Counter(map(edit, [sender] * 20))

    answered = sum(at_once(50, edits), Counter())
    assert answered.keys() == {200, 412}
    assert answered.total() == 1000
    record = make.ok(service.get(path))
    made = answered[200]
    assert (record["interrupted_minutes"], record["version"]) == (made, made + 1)


def test_writers_of_one_stream_take_turns(service: Client) -> None:
    make.people(service)
    days = [f"2026-01-{n:02}" for n in range(1, 31)]
    answers = at_once(
        30,
        lambda n: service.put(
            "sessions", f"S{n}", make.held(days[n], actions=[make.action(f"A{n}")])
        ),
    )
    assert {answer.status for answer in answers} == {201}
    assert verified(service).differences == []


def test_sessions_that_review_one_action_at_once_all_count(service: Client) -> None:
    make.people(service)
    make.session(service, "S0", on="2026-01-01", actions=[make.action("A1")])
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-01"}
    bodies = [make.held(f"2026-01-{n:02}", action_reviews=[review]) for n in range(2, 18)]
    at_once(16, lambda n: make.created(service.put("sessions", f"S{n + 1}", bodies[n])))
    [action] = service.items("/v1/actions")
    assert action["carried_forward"] == 16
    assert verified(service).differences == []


def test_an_action_that_moves_to_a_case_while_it_is_reviewed_is_judged_there(
    service: Client,
) -> None:
    make.people(service)
    make.case(service)
    days = [f"2026-01-{n:02}" for n in range(1, 13)]
    agreed = [make.held(day, actions=[make.action(f"A{n}")]) for n, day in enumerate(days)]
    for n, body in enumerate(agreed):
        make.made(service, "sessions", f"S{n}", body)
    moved = [
        make.held(day, actions=[make.action(f"A{n}", case_ref="C1")]) for n, day in enumerate(days)
    ]
    reviews = [[{"action_ref": f"A{n}", "outcome": "completed"}] for n in range(12)]
    reviewing = [make.held("2026-01-20", action_reviews=review) for review in reviews]
    bodies = [body for both in zip(moved, reviewing, strict=True) for body in both]
    names = [name for n in range(12) for name in (f"S{n}", f"R{n}")]
    answers = at_once(24, lambda n: service.put("sessions", names[n], bodies[n]))
    assert Counter(answer.status for answer in answers) == {200: 12, 201: 12}
    assert {action["status"] for action in service.items("/v1/actions")} == {"completed"}
    assert verified(service).differences == []
