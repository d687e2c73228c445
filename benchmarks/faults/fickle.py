"""A receiver of webhooks that cannot be relied on."""

import random
from collections import Counter
from datetime import datetime, timedelta

from app.db.unit_of_work import Clock
from tests.harness.receiver import Call, Receiver, Reply

TAKEN, CUT_OFF = "taken", "cut off"
HANGS_SECONDS = 1.0
AWAY = timedelta(hours=1)
AWAY_AFTER, AWAY_EVERY = 500, 1500
"""Calls after which, and then so often, it answers 500 to everything for an hour."""
KINDS = {TAKEN: 70, "refused with 500": 22, "told to wait": 3, "redirected": 3, "left hanging": 2}
"""What becomes of a call, and of how many in a hundred."""


class Fickle:
    """Fails three times in ten, and keeps what it has done with each call."""

    def __init__(self, receiver: Receiver, clock: Clock, chance: random.Random) -> None:
        self._receiver, self._clock, self._chance = receiver, clock, chance
        self._away_until: datetime | None = None
        self._kinds: dict[int, str] = {}
        self._replies = {
            TAKEN: Reply(204),
            "refused with 500": Reply(500),
            "told to wait": Reply(503, {"Retry-After": "60"}),
            "redirected": Reply(307, {"Location": self.url("elsewhere")}),
            "left hanging": Reply(204, after=HANGS_SECONDS),
            "refused for an hour": Reply(500),
            CUT_OFF: Reply(400),
        }
        receiver.reply = self._reply

    def url(self, name: str) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self._receiver.port}{self.path(name)}"

    def path(self, name: str) -> str:
        """The same, without the host."""
        return f"{self._receiver.path}/{name}"

    @property
    def count(self) -> int:
        """How many calls have come."""
        return len(self._receiver.calls)

    @property
    def calls(self) -> list[tuple[Call, str]]:
        """Every call that came whole, in the order in which they came, and what became of it."""
        kinds = [self._kinds[number] for number in range(1, self.count + 1)]
        pairs = zip(self._receiver.calls, kinds, strict=True)
        return [(call, kind) for call, kind in pairs if kind != CUT_OFF]

    def tally(self) -> Counter[str]:
        """How many calls came to what."""
        return Counter(self._kinds.values())

    def _reply(self, number: int) -> Reply:
        """Whoever is killed may have sent a part only, which no receiver takes for a call."""
        call = self._receiver.calls[number - 1]
        is_whole = len(call.body) == int(call.headers["content-length"])
        kind = self._kinds[number] = self._kind(number) if is_whole else CUT_OFF
        return self._replies[kind]

    def _kind(self, number: int) -> str:
        if number % AWAY_EVERY == AWAY_AFTER:
            self._away_until = self._clock() + AWAY
        if self._away_until and self._clock() < self._away_until:
            return "refused for an hour"
        (kind,) = self._chance.choices(list(KINDS), list(KINDS.values()))
        return kind
