"""Senders that know no order: records singly and in files, again and again, all at once."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.harness.service import Client
from tests.journeys.feeds import Told

SIZES = (1, 1, 1, 1, 8, 25)
"""How many records go along in one request; several are a file."""
PASSING = {"reference-not-found", "twice"}
"""What a later round can do better: what was pointed at has come, and a file is no longer one."""


@dataclass
class Sender:
    """One system, or one thread of it; what was refused waits for the next round."""

    client: Client
    waiting: list[Told]
    chance: Random
    came: Counter[str] = field(default_factory=Counter)

    def round(self) -> None:
        """Send all that waits once: the first time in pieces of any size, later one by one."""
        waiting, self.waiting = self.waiting, []
        sizes = SIZES[:1] if self.came else SIZES
        while waiting:
            size = self.chance.choice(sizes)
            piece, waiting = waiting[:size], waiting[size:]
            self.waiting += self._alone(piece[0]) if size == 1 else self._in_a_file(piece)

    def _alone(self, told: Told) -> list[Told]:
        answer = self.client.put(told.type, told.reference, told.body, told.source)
        if answer.status in (200, 201):
            self.came[answer.json["outcome"]] += 1
            return []
        assert answer.status == 503 or _codes(answer.json) <= PASSING, (told, answer)
        self.came["refused"] += 1
        return [told]

    def _in_a_file(self, piece: list[Told]) -> list[Told]:
        query, type, body = _csv(piece) if _is_a_table(piece) else _ndjson(piece)
        path = f"/v1/imports?mode=commit{query}"
        answer = self.client.ask("POST", path, body=body, headers={"content-type": type})
        if answer.status == 503:
            return piece
        assert answer.json["status"] == "finished", answer
        self.came.update(answer.json["outcomes"])
        rows = self.client.items(f"/v1/imports/{answer.json['id']}/rows", outcome="refused")
        assert all(_codes(row) <= PASSING for row in rows), rows
        return [piece[row["number"] - 1] for row in rows]


def all_at_once(senders: Sequence[Sender]) -> Counter[str]:
    """Let them send until nothing waits; what came of it. Each round brings what another needs."""
    left = None
    while waiting := sum(len(sender.waiting) for sender in senders):
        assert left is None or waiting < left, [sender.waiting[:1] for sender in senders]
        left = waiting
        with ThreadPoolExecutor(len(senders)) as threads:
            list(threads.map(Sender.round, senders))
    return sum((sender.came for sender in senders), Counter[str]())


def _codes(told: dict[str, Any]) -> set[str]:
    return {error["code"] for error in told["errors"]}


def _is_a_table(piece: list[Told]) -> bool:
    """In a table, nothing can be cleared, and lists want columns."""
    plain = all(isinstance(value, str | int) for told in piece for value in told.body.values())
    return plain and len({told.type for told in piece}) == 1


def _csv(piece: list[Told]) -> tuple[str, str, bytes]:
    table = io.StringIO()
    writer = csv.DictWriter(table, ["reference", *piece[0].body])
    writer.writeheader()
    writer.writerows({"reference": told.reference, **told.body} for told in piece)
    return f"&type={piece[0].type}", "text/csv", table.getvalue().encode()


def _ndjson(piece: list[Told]) -> tuple[str, str, bytes]:
    rows = ({"type": told.type, "reference": told.reference, **told.body} for told in piece)
    return "", "application/x-ndjson", "\n".join(map(json.dumps, rows)).encode()
