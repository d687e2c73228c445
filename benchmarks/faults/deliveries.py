"""SIGKILL while webhooks are called that fail, hang and redirect: every event arrives, in order."""

import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.db.database import system_clock
from app.resources.events.schemas import place
from benchmarks.client import Client
from benchmarks.faults import arrivals, following
from benchmarks.faults.fickle import Fickle
from benchmarks.faults.hurried import TIMES, hurried, service_command, worker_command
from benchmarks.faults.trial import Trial, let, writing
from benchmarks.faults.writers import acknowledged
from tests.harness.receiver import Receiver

FULL, QUICK = 1.0, 3.0
"""Seconds between two writes of each writer: the fewer, the more events."""
WANTED = {"all": None, "some": ["flags", "sessions"]}
"""The webhooks, and the types of events that each wants."""
ALLOWED = {"webhook_allow": "127.0.0.1"}
LONGEST_LIFE, LONGEST_CALL = 2.0, 0.01
IN_A_CALL = 0.5
"""How many of the kills come while a call is under way, or what came of it is being noted."""
LOOKS_APART = 0.2
STANDSTILL_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Scene:
    """The trial, the clock that all share, and the receiver of its webhooks."""

    trial: Trial
    worker: list[str]
    fickle: Fickle

    def client(self) -> contextlib.AbstractContextManager[Client]:
        """A client for as long as it is used: the service hangs up on whoever says nothing."""
        return contextlib.closing(self.trial.client())

    def feed(self) -> list[Any]:
        """All events by now."""
        with self.client() as client:
            return following.feed(client)


def deliver_again_and_again(trial: Trial, pause: float, kills: int, seed: int) -> None:
    """Kill whoever calls, so many times, while eight writers make events and one reads them."""
    chance = random.Random(seed)
    began = time.monotonic()
    with _scene(trial, chance) as scene:
        hooks = [_added(scene, name) for name in WANTED]
        with following.following(trial) as follower:
            written = _killed_among_writers(scene, pause, kills, chance)
            _tell_the_rest(scene, scene.feed()[-1]["place"])
        seconds = time.monotonic() - began
        trial.tell(
            f"{kills} kills (seed {seed}) and {written} writes in {seconds:.0f} s, "
            f"which were {TIMES * seconds / 3600:.0f} hours"
        )
        trial.tell_troubles()
        whole = scene.feed()
        following.judge(trial, follower, whole)
        arrivals.judge(trial, scene.fickle, [_as_it_stands(scene, hook) for hook in hooks], whole)


@contextlib.contextmanager
def _scene(trial: Trial, chance: random.Random) -> Iterator[Scene]:
    """A service without a background, and a receiver; both on a clock that hurries."""
    since = system_clock()
    command = service_command(trial.port, since)
    with (
        Receiver().listening() as receiver,
        trial.service(command, work_in_server="false", **ALLOWED),
    ):
        fickle = Fickle(receiver, hurried(since), chance)
        yield Scene(trial, worker_command(since), fickle)


def _added(scene: Scene, name: str) -> Any:
    """A webhook that is to be told everything from the beginning, if it wants it."""
    body = {"url": scene.fickle.url(name), "types": WANTED[name], "after": "0-0"}
    with scene.client() as client:
        reply = client.call("POST", "/v1/webhooks", body)
    if reply.status != 201:
        raise RuntimeError(f"a webhook was answered {reply.status}: {reply.document}")
    return {**reply.document, "path": scene.fickle.path(name)}


def _as_it_stands(scene: Scene, hook: Any) -> Any:
    with scene.client() as client:
        return {**hook, **client.read(f"/v1/webhooks/{hook['id']}")}


def _killed_among_writers(scene: Scene, pause: float, kills: int, chance: random.Random) -> int:
    """Let eight write all the while; how many writes were acknowledged."""
    with writing(scene.trial, pause) as writers:
        let(writers, send=True)
        for _ in range(kills):
            _killed(scene, chance)
    let(writers, send=False)
    return acknowledged(writers)


def _killed(scene: Scene, chance: random.Random) -> None:
    """Let a worker call for a while; kill it, every other time in the middle of a call."""
    with scene.trial.helper(scene.worker, **ALLOWED) as worker:
        _until_called(scene)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        if chance.random() < IN_A_CALL:
            _until_called(scene)
            time.sleep(chance.uniform(0, LONGEST_CALL))
        worker.kill()


def _until_called(scene: Scene) -> None:
    before, began = scene.fickle.count, time.monotonic()
    while scene.fickle.count == before:
        _check_time(began)
        time.sleep(0.0005)


def _tell_the_rest(scene: Scene, last: str) -> None:
    """Let a worker work until all webhooks have been told of what comes up to a place."""
    with scene.trial.helper(scene.worker, **ALLOWED), scene.client() as client:
        moved_at, stood = time.monotonic(), ""
        while True:
            hooks = client.read("/v1/webhooks")["items"]
            if all(place(hook["after"]) >= place(last) for hook in hooks):
                return
            stands = " ".join(hook["after"] for hook in hooks)
            if stands != stood:
                moved_at, stood = time.monotonic(), stands
            _check_time(moved_at)
            time.sleep(LOOKS_APART)


def _check_time(since: float) -> None:
    if time.monotonic() > since + STANDSTILL_SECONDS:
        raise RuntimeError(f"no webhook was called for {STANDSTILL_SECONDS:.0f} s")
