"""A file with the records of many careers in it, shuffled, and what has to come of it."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benchmarks.history import Sending, Staff, career, teams_and_supervisors

MEDIA_TYPE = "application/x-ndjson"
PARTS = {
    "actions": "action",
    "action_reviews": "actionreview",
    "discussions": "discussion",
    "feedback": "feedback",
}
"""What is sent inside a session, with the table in which it is found."""
Row = tuple[str, str]
"""A record's type and reference."""


@dataclass(slots=True)
class Shipment:
    """The file, its rows in order, and how much is sent inside its sessions, by table."""

    body: bytes = b""
    rows: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)

    @property
    def sessions(self) -> list[str]:
        """The references of all sessions."""
        return [reference for type, reference in self.rows if type == "sessions"]


def packed(staff: Staff, today: date, chance: random.Random) -> Shipment:
    """One JSON object a line, in an order that chance makes."""
    shipment, lines = Shipment(), []
    for writer, _, sent in _sendings(staff, today):
        type = writer.kind.type.value
        lines.append(((type, sent["reference"]), json.dumps({"type": type, **sent}).encode()))
        _count(shipment, sent)
    chance.shuffle(lines)
    shipment.rows = [row for row, _ in lines]
    shipment.body = b"\n".join(line for _, line in lines)
    return shipment


def _sendings(staff: Staff, today: date) -> Iterator[Sending]:
    yield from teams_and_supervisors()
    for position in range(staff.workers):
        yield from career(staff, position, today)


def _count(shipment: Shipment, sent: dict[str, Any]) -> None:
    for name, table in PARTS.items():
        shipment.parts[table] += len(sent.get(name, ()))
    shipment.actions += [("actions", action["reference"]) for action in sent.get("actions", ())]
