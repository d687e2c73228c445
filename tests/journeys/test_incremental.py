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


def rows(client: Client, **asked: Any) -> list[Any]:
    return client.items("/v1/expectations", include_ended="true", **asked)


@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
@given(history=histories)
def test_what_was_known_at_an_instant_stays_known_at_it(
    service: Client, history: list[Step]
) -> None:
    sender = begun(service)
    told = []
    for step in history:
        now = sender.client.clock.forward(minutes=1)
        sender.send(step)
        asked = {"known_at": now.isoformat().replace("+00:00", "Z"), "as_at": "2026-01-15"}
        told.append((asked, rows(sender.client, **asked)))
    sender.client.clock.forward(minutes=1)
    assert [rows(sender.client, **asked) for asked, _ in told] == [each for _, each in told]
