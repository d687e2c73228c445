"""What was worked out step by step is what is worked out from nothing, whatever the steps."""

from typing import Any

import hypothesis
from hypothesis import given

from tests.harness.service import Client
from tests.journeys.histories import Sender, Step, histories, people_and_teams
from tests.journeys.verifying import verified


def begun(service: Client) -> Sender:
    """An organisation of its own for one history, with its people and teams."""
    sender = Sender(service.stranger())
    for put in people_and_teams():
        assert sender.send(put).status == 201
    return sender


@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
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
    """Expectations and figures as known at an instant, without when that knowledge ended."""
    asked = {"known_at": known_at, "as_at": "2026-01-15"}
    rows = client.items("/v1/expectations", include_ended="true", **asked)
    groups = {"group_by": "rule,team,supervisor", "from": "2025-10-01", "to": "2026-01-31"}
    figures = client.get("/v1/compliance", measure="due_in_period", **groups, **asked)
    assert figures.status == 200, figures
    return [[{**row, "known_until": None} for row in rows], figures.json["items"]]


@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
@given(history=histories)
def test_what_was_known_at_an_instant_stays_known_at_it(
    service: Client, history: list[Step]
) -> None:
    sender, before = begun(service), {}
    for step in history:
        now = sender.client.clock.forward(minutes=1).isoformat().replace("+00:00", "Z")
        sender.send(step)
        before[now] = told(sender.client, now)
    sender.client.clock.forward(minutes=1)
    assert {now: told(sender.client, now) for now in before} == before
