"""Compares what a receiver was told with what the feed tells."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import time_machine
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from app.resources.events.schemas import place
from benchmarks.faults.fickle import TAKEN, Fickle
from benchmarks.faults.trial import Trial
from tests.harness.receiver import Call

Arrival = tuple[Call, str]
"""A call, and what became of it."""


def judge(trial: Trial, fickle: Fickle, hooks: list[Any], feed: list[Any]) -> None:
    """Each webhook by itself, and that nobody was called who did not ask for it."""
    calls = fickle.calls
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(fickle.tally().items()))
    trial.tell(f"{len(feed)} events; {len(calls)} calls: {counts}")
    asked = {hook["path"] for hook in hooks}
    strange = sum(call.path not in asked for call, _ in calls)
    trial.none("webhooks: calls where none was asked for", strange)
    for hook in hooks:
        arrived = [(call, kind) for call, kind in calls if call.path == hook["path"]]
        wanted = [event for event in feed if not hook["types"] or event["type"] in hook["types"]]
        _judge(trial, hook, arrived, wanted)


def _judge(trial: Trial, hook: Any, arrived: list[Arrival], wanted: list[Any]) -> None:
    name = hook["path"].rpartition("/")[2]
    taken = Counter(call.event["id"] for call, kind in arrived if kind == TAKEN)
    due = {each["id"] for each in wanted if place(each["place"]) <= place(hook["after"])}
    again = taken.total() - len(taken)
    trial.tell(f"of {len(due)} events of “{name}” {again} were taken again")
    trial.none(f"webhooks, {name}: events never taken", len(due - taken.keys()))
    by_id = {event["id"]: event for event in wanted}
    otherwise = sum(by_id.get(call.headers["webhook-id"]) != call.event for call, _ in arrived)
    trial.none(f"webhooks, {name}: calls unlike the feed or its ids", otherwise)
    trial.none(f"webhooks, {name}: calls out of turn", _out_of_turn(arrived, wanted))
    false = sum(not _is_signed(call, hook["secret"]) for call, _ in arrived)
    trial.none(f"webhooks, {name}: signatures that do not verify", false)


def _out_of_turn(arrived: list[Arrival], wanted: list[Any]) -> int:
    """Calls that are neither the one before again, nor the next event after one that was taken."""
    turns = {event["id"]: turn for turn, event in enumerate(wanted, start=1)}
    told = [(0, TAKEN), *((turns.get(call.event["id"], -1), kind) for call, kind in arrived)]
    return sum(
        turn != before and not (kind == TAKEN and turn == before + 1)
        for (before, kind), (turn, _) in pairwise(told)
    )


def _is_signed(call: Call, secret: str) -> bool:
    """By the specification's own library, at the time that the call tells: ours runs ahead."""
    at = datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)
    with time_machine.travel(at, tick=False):
        try:
            Webhook(secret).verify(call.body, call.headers)
        except WebhookVerificationError:
            return False
    return True
