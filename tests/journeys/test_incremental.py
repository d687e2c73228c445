"""What was worked out step by step is what is worked out from nothing, whatever the steps."""

from typing import Any

import hypothesis
from hypothesis import given

from tests.harness.service import Answer, Client, keyed
from tests.journeys.histories import (
    SESSIONS,
    SUPERVISEES,
    Sender,
    Step,
    histories,
    people_and_teams,
)
from tests.journeys.verifying import verified

# One service for all examples of a test: each history has an organisation of its own.
ONE_SERVICE = hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))


def begun(service: Client) -> Sender:
    """An organisation of its own for one history, with its people and teams."""
    sender = Sender(service.stranger())
    for put in people_and_teams():
        assert sender.send(put).status == 201
    return sender


@hypothesis.settings(ONE_SERVICE, max_examples=25)
@given(history=histories)
def test_whatever_is_sent_the_stored_expectations_are_those_of_a_recomputation(
    service: Client, history: list[Step]
) -> None:
    sender = begun(service)
    for step in history:
        sender.client.clock.forward(minutes=1)
        sender.send(step)
        assert verified(sender.client).differences == []


def told(client: Client, known_at: str) -> list[Any]:
    """Expectations and figures as known at an instant, without what is of today."""
    asked = {"known_at": known_at, "as_at": "2026-01-15"}
    rows = client.items("/v1/expectations", include_ended="true", **asked)
    groups = {"group_by": "rule,team,supervisor", "from": "2025-10-01", "to": "2026-01-31"}
    figures = client.get("/v1/compliance", measure="due_in_period", **groups, **asked)
    assert figures.status == 200, figures
    of_today = {"known_until": None, "record_ref": None}
    return [
        [{**row, **of_today} for row in rows],
        figures.json["items"],
        [said(client.get(path, known_at=known_at)) for path in RECORDS],
    ]


def said(answer: Answer) -> tuple[int, bytes]:
    """What a record said; a refusal names its request, so of one only the status counts."""
    return answer.status, answer.body if answer.status == 200 else b""


RECORDS = [
    keyed(type, reference)
    for type, references in (
        ("sessions", SESSIONS[:3]),
        ("actions", [f"A{n}-{session}" for session in SESSIONS[:2] for n in (0, 1)]),
        ("workers", SUPERVISEES[:1]),
        ("agreements", ("AG0",)),
        ("oversight-notes", ("N0",)),
    )
    for reference in references
]


def now(client: Client) -> str:
    """The instant that an answer as of now says it is about."""
    known_at: str = client.get("/v1/expectations", limit=1).json["known_at"]
    return known_at


@hypothesis.settings(ONE_SERVICE, max_examples=8)
@given(history=histories)
def test_what_was_known_at_an_instant_stays_known_at_it(
    service: Client, history: list[Step]
) -> None:
    sender, before = begun(service), {}
    for step in history:
        sender.client.clock.forward(minutes=1)
        sender.send(step)
        known_at = now(sender.client)
        before[known_at] = told(sender.client, known_at)
    sender.client.clock.forward(minutes=1)
    assert {known_at: told(sender.client, known_at) for known_at in before} == before
