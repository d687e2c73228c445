"""Webhooks of a test, and what their receiver got."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import time_machine
from standardwebhooks import Webhook

from tests.harness.receiver import Call, Receiver
from tests.harness.service import Client
from tests.resources import make

Body = dict[str, Any]


def added(service: Client, receiver: Receiver, **fields: Any) -> Body:
    """A webhook that leads to the receiver."""
    return make.created(service.post("/v1/webhooks", {"url": receiver.url, **fields}))


def read(service: Client, hook: Body) -> Body:
    """How a webhook stands."""
    return make.ok(service.get(f"/v1/webhooks/{hook['id']}"))


def log(service: Client, hook: Body) -> list[Body]:
    """All calls of a webhook, the first first."""
    return service.items(f"/v1/webhooks/{hook['id']}/deliveries")[::-1]


def verified(call: Call, secret: str, at: datetime) -> Any:
    """What the specification's own library reads in a call at an instant; raises if it is false."""
    with time_machine.travel(at, tick=False):
        return Webhook(secret).verify(call.body, call.headers)


def at(text: str) -> datetime:
    """An instant that was answered."""
    return datetime.fromisoformat(text)


def until_delivered(service: Client, hook: Body, is_done: Callable[[], bool]) -> int:
    """Let the clock run from one try to the next; how many times it was let run."""
    for turns in range(200):
        service.deliver()
        if is_done():
            return turns
        service.clock.set(at(read(service, hook)["next_at"]))
    raise AssertionError("never delivered")
