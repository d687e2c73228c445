"""Compares what the writers were promised with what the service answers."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from benchmarks import forms
from benchmarks.client import Client
from benchmarks.faults.writers import Writer

LISTS = (
    "actions",
    "feedback",
    "workers",
    "teams",
    "cases",
    "oversight-notes",
    "expectations",
    "flags",
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of all that was acknowledged."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]


def audit(client: Client, writers: list[Writer]) -> Audit:
    """Read every list to its end; find each acknowledged write once, and with what it said last."""
    sessions = client.all_of("/v1/sessions")
    for name in LISTS:
        client.read(f"/v1/{name}?limit=200")
    by_path = {_path(item): item["reflection"] for item in sessions}
    by_id = {item["id"]: item["reflection"] for item in sessions}
    lost = [
        name
        for writer in writers
        for name in (*_puts_lost(writer, by_path), *_posts_lost(writer, by_id))
    ]
    seen = Counter(_path(item) or item["reflection"] for item in sessions)
    doubled = [name for name, times in seen.items() if times > 1]
    promised = sum(len(writer.ledger.put) + len(writer.ledger.posted) for writer in writers)
    return Audit(promised, lost, doubled)


def _path(item: dict[str, Any]) -> str | None:
    """Where a session was put; None for one that was posted."""
    if item["reference"] is None:
        return None
    return f"/v1/sources/{forms.SOURCE}/sessions/{item['reference']}"


def _puts_lost(writer: Writer, found: dict[str | None, str]) -> list[str]:
    """A later put that was not acknowledged may have been stored, too."""
    return [
        path
        for path, mark in writer.ledger.put.items()
        if found.get(path) != mark and (path, found.get(path)) != writer.ledger.in_doubt
    ]


def _posts_lost(writer: Writer, found: dict[str, str]) -> list[str]:
    return [mark for mark, id in writer.ledger.posted.items() if found.get(id) != mark]
