"""A case system sends one session in five pieces, in the order in which they come to it."""

import json
import re
from collections.abc import Iterable
from itertools import permutations

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import evening
from tests.journeys.verifying import verified
from tests.resources import make

PEOPLE = {"kind": "personal", "supervisee_ref": "W1", "supervisor_ref": "M1"}
PLANNED = {**PEOPLE, "status": "planned", "planned_for": "2026-03-02T10:00:00Z"}
HELD = {
    **PLANNED,
    "status": "held",
    "started_at": "2026-03-02T10:00:00Z",
    "ended_at": "2026-03-02T11:45:00Z",
}
WRITTEN = {
    "check_in": {"held": True, "note": "Tired"},
    "feedback_minutes": 12,
    "reflection": "We looked at the week from the child's side.",
    "discussions": [{"case_ref": "C1", "plan_progress": "drifting", "decision": "Meet sooner"}],
    "actions": [make.action("A2", "2026-03-16"), make.action("A3", "2026-03-16")],
    "recorded_at": "2026-03-03T09:00:00Z",
}
REVIEWED = {
    "action_reviews": [
        {"action_ref": "A0", "outcome": "completed"},
        {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-16"},
    ]
}
FEEDBACK = {
    "feedback": [
        {"direction": "supervisee_to_supervisor", "score": 8, "given_on": "2026-03-04"},
        {"direction": "supervisor_to_supervisee", "more_of": "Doubts said aloud"},
    ],
    "shared_on": "2026-03-04",
}
SIGNED = {"signatures": {"supervisee_on": "2026-03-05", "supervisor_on": "2026-03-05"}}

PIECES = [HELD, WRITTEN, REVIEWED, FEEDBACK, SIGNED]
FILLED_IN = [PLANNED, {**HELD, **WRITTEN}, REVIEWED, FEEDBACK, SIGNED]
EXPORTS = [
    {**PLANNED, "source_updated_at": "2026-02-20T09:00:00Z"},
    {**HELD, "source_updated_at": "2026-03-02T12:00:00Z"},
    {**HELD, **WRITTEN, **REVIEWED, "source_updated_at": "2026-03-03T09:00:00Z"},
    {**HELD, **WRITTEN, **REVIEWED, **FEEDBACK, "source_updated_at": "2026-03-04T17:00:00Z"},
    {
        **HELD,
        **WRITTEN,
        **REVIEWED,
        **FEEDBACK,
        **SIGNED,
        "source_updated_at": "2026-03-05T17:00:00Z",
    },
]
WHOLE = {**HELD, **WRITTEN, **REVIEWED, **FEEDBACK, **SIGNED}
OURS = re.compile(
    r'"(?:version|known_from|created_at|(?:source_)?updated_at)": ?[^,}]*'
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""Ids, numbers and instants of receipt, which no two organisations share."""


def begun(service: Client) -> Client:
    """Two actions wait for a review in the session to come."""
    evening(service, "2026-03-01")
    make.worker(service, "W1")
    make.worker(service, "M1", posts=[])
    make.case(service)
    actions = [make.action("A0", "2026-02-16"), make.action("A1", "2026-02-16")]
    make.session(service, "S0", on="2026-02-02", actions=actions)
    evening(service, "2026-03-06")
    return service


def sent(service: Client, pieces: Iterable[make.Body]) -> list[str]:
    """Put the pieces one after another; say what became of each."""
    outcomes = []
    for piece in pieces:
        service.clock.forward(minutes=1)
        answer = service.put("sessions", "S1", piece)
        assert answer.status in {200, 201}, answer
        outcomes.append(answer.json["outcome"])
    return outcomes


def told(service: Client) -> list[str]:
    """All that the service says of the session and of what follows from it."""
    records = [service.get(keyed("sessions", "S1"))]
    records += [service.get(keyed("actions", name)) for name in ("A0", "A1", "A2", "A3")]
    rows = service.items("/v1/expectations", include="sentence", include_ended="true")
    return [
        OURS.sub("", text)
        for text in (
            *(json.dumps(make.ok(record)) for record in records),
            *sorted(OURS.sub("", json.dumps(row)) for row in rows),
        )
    ]


def at_once(service: Client) -> list[str]:
    """What is told where the whole session came in one request."""
    other = begun(service.stranger())
    assert sent(other, [WHOLE]) == ["created"]
    return told(other)


@pytest.mark.parametrize(
    "order", [order for order in permutations(range(1, 5)) if order.index(1) < order.index(4)]
)
def test_pieces_come_to_the_whole_in_any_order_that_signs_what_was_written(
    service: Client, order: tuple[int, ...]
) -> None:
    begun(service)
    outcomes = sent(service, [HELD, *(PIECES[n] for n in order)])
    assert outcomes == ["created", "updated", "updated", "updated", "updated"]
    assert told(service) == at_once(service)
    assert verified(service).differences == []


def test_one_that_is_planned_first_comes_to_the_same(service: Client) -> None:
    begun(service)
    assert sent(service, FILLED_IN)[0] == "created"
    assert told(service) == at_once(service)
    assert verified(service).differences == []


def test_a_piece_sent_twice_changes_nothing(service: Client) -> None:
    begun(service)
    outcomes = sent(service, [piece for piece in PIECES for _ in range(2)])
    assert outcomes == ["created", "unchanged", *["updated", "unchanged"] * 4]
    assert told(service) == at_once(service)


def test_what_was_signed_before_it_was_written_is_signed_again(service: Client) -> None:
    begun(service)
    sent(service, [HELD, SIGNED, WRITTEN, REVIEWED, FEEDBACK])
    record = make.ok(service.get(keyed("sessions", "S1")))
    assert (record["signatures"], record["signatures_fell_on"]) == (None, "2026-03-06")
    assert sent(service, [SIGNED]) == ["updated"]
    again = make.ok(service.get(keyed("sessions", "S1")))
    assert again["signatures"]["supervisor_on"] == "2026-03-05"
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("order", "stale"),
    [
        ((0, 1, 2, 3, 4), []),
        ((4, 3, 2, 1, 0), [1, 2, 3, 4]),
        ((4, 0, 1, 2, 3), [1, 2, 3, 4]),
        ((0, 2, 1, 4, 3), [2, 4]),
        ((1, 3, 0, 2, 4), [2, 3]),
        ((2, 0, 3, 1, 4), [1, 3]),
        ((3, 2, 4, 1, 0), [1, 3, 4]),
        ((1, 0, 4, 3, 2), [1, 3, 4]),
    ],
)
def test_exports_come_to_the_newest_in_any_order(
    service: Client, order: tuple[int, ...], stale: list[int]
) -> None:
    begun(service)
    outcomes = sent(service, [EXPORTS[n] for n in order])
    assert [n for n, outcome in enumerate(outcomes) if outcome == "stale_ignored"] == stale
    assert outcomes[0] == "created"
    assert told(service) == at_once(service)
    assert verified(service).differences == []


def test_an_older_export_takes_back_nothing_that_a_user_sees(service: Client) -> None:
    begun(service)
    sent(service, EXPORTS)
    before = told(service)
    late = {**PLANNED, "status": "cancelled", "source_updated_at": "2026-03-05T16:59:59Z"}
    assert sent(service, [late]) == ["stale_ignored"]
    assert told(service) == before
