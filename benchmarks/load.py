"""The load generator: a process of its own and cheap, so that it measures little of itself.

It is told of plans (lists of ready-made requests, one list for each sender) and of runs of them,
one JSON object a line, and answers each run with one line. A sender keeps one connection open and
sends its next request when the last one was answered. A plan goes on where its last run stopped.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop


@dataclass(slots=True)
class Plan:
    """What each sender sends, one after the other; `again` starts anew at the end."""

    senders: list[Iterator[bytes]]

    @classmethod
    def read(cls, path: str, *, again: bool) -> "Plan":
        """Requests of a file, one list a line."""
        with Path(path).open(encoding="ascii") as file:
            lists = [[text.encode() for text in json.loads(line)] for line in file]
        return cls([_endless(each) if again else iter(each) for each in lists])


def _endless(requests: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


@dataclass(slots=True)
class Tally:
    """What one run saw."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    first_failure: str = ""
    exhausted: bool = False

    def note(self, status: int, seconds: float, body: bytes) -> None:
        """One answer."""
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 300 and not self.first_failure:
            self.first_failure = body[:500].decode("utf-8", "replace")


class Sender(asyncio.Protocol):
    """One keep-alive connection that sends, waits for the whole answer, and sends again."""

    def __init__(self, requests: Iterator[bytes], until: float, most: int, tally: Tally) -> None:
        self._requests, self._until, self._most, self._tally = requests, until, most, tally
        self._seen = b""
        self._body_at = self._length = self._status = 0
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Send the first request."""
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = None
        if self._most > 0 and perf_counter() < self._until:
            request = next(self._requests, None)
            self._tally.exhausted |= request is None
        if request is None:
            self._transport.close()
            return
        self._most -= 1
        self._seen, self._body_at = b"", 0
        self._sent_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note a whole answer, and send the next request."""
        self._seen += data
        if not self._body_at and not self._read_head():
            return
        if len(self._seen) >= self._body_at + self._length:
            taken = perf_counter() - self._sent_at
            self._tally.note(self._status, taken, self._seen[self._body_at :])
            self._next()

    def _read_head(self) -> bool:
        end = self._seen.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._seen[:end].lower()
        at = head.index(b"content-length:")
        self._length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        self._status = int(head[9:12])
        self._body_at = end + 4
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is sent."""
        if not self.done.done():
            self.done.set_result(None)


async def run(plan: Plan, port: int, seconds: float, most: int) -> dict[str, Any]:
    """Let all senders of a plan go, for so long and so many requests each at most."""
    loop, tally = asyncio.get_running_loop(), Tally()
    began = perf_counter()
    senders = [
        (
            await loop.create_connection(
                _sender(each, began + seconds, most, tally), "127.0.0.1", port
            )
        )[1]
        for each in plan.senders
    ]
    await asyncio.wait_for(asyncio.gather(*(sender.done for sender in senders)), seconds + 60)
    return {
        "elapsed": perf_counter() - began,
        "seconds": tally.seconds,
        "statuses": tally.statuses,
        "first_failure": tally.first_failure,
        "exhausted": tally.exhausted,
    }


def _sender(requests: Iterator[bytes], until: float, most: int, tally: Tally) -> Any:
    return lambda: Sender(requests, until, most, tally)


async def main() -> None:
    """Obey one line after the other until there are no more."""
    plans: dict[str, Plan] = {}
    for line in sys.stdin:  # nothing else runs between two orders, so this may block
        order = json.loads(line)
        if "path" in order:
            plans[order["plan"]] = Plan.read(order["path"], again=order["again"])
            answer: dict[str, Any] = {}
        else:
            answer = await run(plans[order["plan"]], order["port"], order["seconds"], order["most"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
