"""CSV that the database puts together says what is said row by row: with sentences it is that."""

import csv
import io
from typing import Any

import pytest

from app.resources.expectations import lines
from tests.harness.service import Client, Running, newcomer
from tests.journeys.authority import fill
from tests.resources import make

HOSTILE = ["=1+1", "a,b", '"x"', "'y", "@z"]
LISTS = ["/v1/expectations.csv", "/v1/flags.csv"]
QUESTIONS: list[dict[str, str]] = [
    {},
    {"as_at": "2025-10-01"},
    {"as_at": "2026-02-27"},
    {"as_at": "2026-02-27", "known_at": "2026-01-01T00:00:00Z"},
    {"rule": "oversight-recorded"},
    {"rule": "none-such"},
]


@pytest.fixture(scope="module")
def authority(running: Running) -> Client:
    """Half a year, references and labels that want quotes, instants, exemptions, changes."""
    client = newcomer(running)
    fill(client)
    for reference in HOSTILE:
        make.worker(client, reference)
        make.session(client, f"S{reference}", on="2026-01-05", supervisee_ref=reference)
    away = {"reason": "sickness", "from_on": "2026-02-10"}
    make.worker(client, "P1", absences=[away])
    make.session(client, "SP1", on="2026-02-02", supervisee_ref="P1")
    plans = [
        {"type": 'odd, "new"', "started_on": "2025-09-01", "ended_on": "2025-12-31"},
        {"type": "child_protection", "started_on": "2026-01-01"},
    ]
    make.case(client, "C,1", plans=plans)
    note = {"case_ref": "C,1", "author_ref": "M1", "kind": "management_decision"}
    at = {"decided_at": "2026-01-10T10:00:00.250Z", "recorded_at": "2026-01-10T12:00:00Z"}
    make.made(client, "oversight-notes", "N1", {**note, **at, "decision": "Wait."})
    for flag in client.items("/v1/flags", as_at="2026-02-27")[::4]:
        said = {"reason": "Jury service", "approver_ref": "M1"}
        period = {"from_on": "2026-02-01", "expires_on": "2026-03-15"}
        make.created(client.post(f"/v1/expectations/{flag['id']}/exemptions", said | period))
    return client


def told(client: Client, path: str, **query: Any) -> list[list[str]]:
    body = client.get(path, None, **query).body.decode()
    assert body.endswith("\r\n")
    return list(csv.reader(io.StringIO(body, newline="")))


@pytest.mark.parametrize("at_once", [40, 5000])
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", QUESTIONS, ids=str)
def test_the_lines_say_what_the_rows_say(
    authority: Client,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    query: dict[str, str],
    at_once: int,
) -> None:
    authority.running.begin()
    monkeypatch.setattr(lines, "AT_ONCE", at_once)
    whole = {"include_ended": "true", **query} if path == LISTS[0] else query
    by_lines = told(authority, path, **whole)
    by_rows = told(authority, path, **whole, include="sentence")
    assert by_lines[0] == by_rows[0]
    assert [line[:-1] for line in by_lines[1:]] == [line[:-1] for line in by_rows[1:]]
    assert {line[-1] for line in by_lines[1:]} <= {""}


def test_every_state_and_what_wants_quotes_is_among_them(authority: Client) -> None:
    authority.running.begin()
    names, *rows = told(authority, LISTS[0], as_at="2026-02-27", include_ended="true")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    states = {"met", "met_late", "overdue", "excused", "cannot_judge", "paused", "ended"}
    assert states <= {row["state"] for row in found}
    assert {"'=1+1", "a,b", '"x"', "'y", "'@z"} <= {row["worker_ref"] for row in found}
    assert 'odd, "new"' in {row["plan_type"] for row in found}
    assert "2026-01-11T10:00:00.250000Z" in {row["due_at"] for row in found}


def test_references_are_forgotten_when_there_are_many(
    authority: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.running.begin()
    before = told(authority, LISTS[0])
    monkeypatch.setattr(lines, "AT_ONCE", 40)
    monkeypatch.setattr(lines, "MOST_REMEMBERED", 5)
    assert told(authority, LISTS[0]) == before
