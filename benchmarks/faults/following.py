"""A reader of the feed, who asks again and again while others write."""

import contextlib
import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from app.resources.events.schemas import Place, place
from benchmarks.client import Client
from benchmarks.faults.trial import Trial

AT_ONCE = 50
APART_SECONDS = 0.05


class Follower(threading.Thread):
    """Keeps what it was told, and goes on from where it stood."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self.seen: list[Any] = []
        self.shall_stop = threading.Event()
        self.failure: str | None = None
        self._client = client

    def run(self) -> None:
        """Follow until told to stop."""
        after = "0-0"
        try:
            while not self.shall_stop.is_set():
                after = self._told_after(after)
        except Exception as error:  # noqa: BLE001  # told to whoever waits for the reader
            self.failure = repr(error)

    def _told_after(self, after: str) -> str:
        """Ask once; where to go on. Whoever is told that all are busy asks again."""
        reply = self._client.call("GET", f"/v1/events?after={after}&limit={AT_ONCE}")
        if reply.status not in {200, 503}:
            raise RuntimeError(f"the feed answered {reply.status}: {reply.document}")
        told = reply.document if reply.status == 200 else {"items": [], "next_after": after}
        self.seen += told["items"]
        self.shall_stop.wait(0 if told["items"] else APART_SECONDS)
        return str(told["next_after"])


@contextlib.contextmanager
def following(trial: Trial) -> Iterator[Follower]:
    """A reader who follows from the beginning for as long as this lasts."""
    with contextlib.closing(trial.client()) as client:
        follower = Follower(client)
        follower.start()
        try:
            yield follower
        finally:
            follower.shall_stop.set()
            follower.join(30)
    if follower.failure:
        raise RuntimeError(follower.failure)


def feed(client: Client) -> list[Any]:
    """The feed from its beginning to where it ends now."""
    found: list[Any] = []
    after = "0-0"
    while items := client.read(f"/v1/events?after={after}&limit=5000")["items"]:
        found += items
        after = items[-1]["place"]
    return found


def judge(trial: Trial, follower: Follower, whole: list[Any]) -> None:
    """Whether all was seen once, in order, with no number left out."""
    seen = [place(event["place"]) for event in follower.seen]
    trial.tell(f"a reader among the writers saw {len(seen)} events")
    differing = follower.seen != whole[: len(seen)]
    trial.none("feed: read otherwise among writers", differing)
    wrong = sum(not _follows(*each) for each in pairwise([Place(0, 0), *seen]))
    trial.none("feed: events twice, out of order or after a gap", wrong)


def _follows(before: Place, next: Place) -> bool:
    return next in {Place(before.seq, before.position + 1), Place(before.seq + 1, 0)}
