"""Writers that keep a ledger of what they were promised."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from benchmarks import forms
from benchmarks.client import Client, Reply
from benchmarks.forms import Meeting

WRITERS = 8
PUTS_OF_ONE = 3
RETRY_SECONDS = 0.02
PATIENCE_SECONDS = 90.0


@dataclass(slots=True)
class Ledger:
    """What one writer was promised: by path what it must say, by mark what was posted once."""

    put: dict[str, str] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    """By mark: the id that was answered."""
    in_doubt: tuple[str, str] | None = None
    """A path and a mark that were sent and not acknowledged."""
    tally: Counter[str] = field(default_factory=Counter)
    successes_at: list[float] = field(default_factory=list)


class Writer(threading.Thread):
    """Puts and posts in turn; sends again, with the same key, whatever was not acknowledged."""

    def __init__(self, number: int, port: int, key: str, today: date, pause: float = 0.0) -> None:
        """`pause` is how many seconds it waits between two writes."""
        super().__init__(daemon=True)
        self.number, self.ledger, self.pause = number, Ledger(), pause
        self._client = Client(port, key)
        self._today = today
        self.may_send, self.shall_stop = threading.Event(), threading.Event()
        self.failure: str | None = None

    def run(self) -> None:
        """Write until told to stop."""
        try:
            step = 0
            while not self.shall_stop.is_set():
                step += 1
                if step % 2:
                    self._put(step)
                else:
                    self._post(step)
                self.shall_stop.wait(self.pause)
        except Exception as error:  # noqa: BLE001  # told to whoever waits for the writer
            self.failure = repr(error)
        finally:
            self._client.close()

    def _put(self, step: int) -> None:
        reference = f"P-{self.number}-{step // (2 * PUTS_OF_ONE)}"
        path, mark = f"/v1/sources/{forms.SOURCE}/sessions/{reference}", self._mark(step)
        body = self._body(step // (2 * PUTS_OF_ONE), mark)
        reply = self._until_acknowledged("PUT", path, body, mark, {})
        if reply is None:
            return
        self.ledger.tally[f"put {reply.document['outcome']}"] += 1
        self.ledger.put[path] = mark

    def _post(self, step: int) -> None:
        mark = self._mark(step)
        headers = {"Idempotency_Key": mark}
        reply = self._until_acknowledged(
            "POST", "/v1/sessions", self._body(step, mark), mark, headers
        )
        if reply is None:
            return
        again = "idempotency-replayed" in reply.headers
        self.ledger.tally["post replayed" if again else "post created"] += 1
        self.ledger.posted[mark] = reply.document["id"]

    def _until_acknowledged(
        self, method: str, path: str, body: Any, mark: str, headers: dict[str, str]
    ) -> Reply | None:
        """The acknowledgement; None when it is time to stop before there was one."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            if not self.may_send.wait(0.05):
                if self.shall_stop.is_set():
                    return None
                continue
            self.ledger.in_doubt = (path, mark)
            try:
                reply = self._client.call(method, path, body, **headers)
            except ConnectionError:
                self.ledger.tally["broken off"] += 1
                time.sleep(RETRY_SECONDS)
                continue
            if reply.status < 300:
                self.ledger.in_doubt = None
                self.ledger.successes_at.append(time.monotonic())
                return reply
            self.ledger.tally[f"refused {reply.status}"] += 1
            if reply.status not in (409, 429, 503):
                raise RuntimeError(f"{method} answered {reply.status}: {reply.document}")
            time.sleep(RETRY_SECONDS)
        raise RuntimeError(f"{method} was not acknowledged within {PATIENCE_SECONDS:.0f} s")

    def _body(self, step: int, mark: str) -> dict[str, Any]:
        """A session without references of its own: only its key keeps a POST from doubling."""
        held_on = self._today - timedelta(days=max(7 * (400 - step), 1))
        body = forms.session(Meeting(f"K{self.number}", "M0", 1, held_on))
        body["reflection"] = mark
        del body["reference"], body["source_updated_at"]
        for action in body["actions"]:
            del action["reference"]
        return body | ({"actions": []} if mark.startswith("put") else {})

    def _mark(self, step: int) -> str:
        return f"{'put' if step % 2 else 'post'}-{self.number}-{step}"


def acknowledged(writers: list[Writer]) -> int:
    """How many writes were acknowledged in all."""
    return sum(len(writer.ledger.successes_at) for writer in writers)


def total(writers: list[Writer]) -> Counter[str]:
    """What became of all requests."""
    whole: Counter[str] = Counter()
    for writer in writers:
        whole += writer.ledger.tally
    return whole
