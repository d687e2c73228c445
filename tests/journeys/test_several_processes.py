"""Real processes: one leads and is replaced, and a stop neither cuts off nor waits for long."""

import contextlib
import json
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, create_engine, select

from app.db.base import columns_of
from app.db.tables import LeaseRow
from tests.conftest import DATABASES
from tests.harness.processes import Serving, serving, until

TEAM = json.dumps({"reference": "T1", "name": "Invented"})
POLICY = json.dumps({"effective_on": "2026-01-05", "restate": True})


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Serving]:
    with serving(database_url, tmp_path / "log") as made:
        yield made


def test_who_waits_for_events_is_answered_when_the_server_stops(server: Serving) -> None:
    with ThreadPoolExecutor() as readers:
        waiting = readers.submit(server.ask, "GET", "/v1/events?wait=30")
        with contextlib.suppress(TimeoutError):
            waiting.exception(timeout=1)
        server.stop()
        began = monotonic()
        status, body = waiting.result()
        server.process.wait(30)
    assert (status, json.loads(body)) == (200, {"items": [], "next_after": "0-0"})
    assert monotonic() - began < 15


def test_what_was_accepted_is_finished_when_the_server_stops(server: Serving) -> None:
    head = [f"{name}: {value}" for name, value in server.headers.items()]
    head += [f"Content-Length: {len(TEAM)}", "Host: test", "Expect: 100-continue", "", ""]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sender:
        sender.sendall("\r\n".join(["POST /v1/teams HTTP/1.1", *head]).encode())
        assert sender.recv(100).startswith(b"HTTP/1.1 100")
        server.stop()
        until(lambda: not server.takes_more)
        sender.sendall(TEAM.encode())
        assert sender.recv(100).startswith(b"HTTP/1.1 201")


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Serving, Engine]]:
    with request.config.stash[DATABASES].fresh("postgresql") as url:
        engine = create_engine(url)
        with serving(url, tmp_path / "log", workers=2) as made:
            yield made, engine
        engine.dispose()


def leader(engine: Engine) -> int:
    """The process that works for all; 0 where none does."""
    with engine.connect() as connection:
        holder = connection.scalar(select(columns_of(LeaseRow).holder))
    return int(holder.split()[1]) if holder else 0


def test_another_process_leads_soon_after_the_leader_was_killed(
    two: tuple[Serving, Engine],
) -> None:
    server, engine = two
    until(lambda: leader(engine) > 0)
    killed = leader(engine)
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: leader(engine) not in {0, killed}) < 20
    status, added = server.ask("POST", "/v1/policies", POLICY)
    assert status == 201
    job = json.loads(added)["reevaluating"]["job_id"]
    until(lambda: json.loads(server.ask("GET", f"/v1/jobs/{job}")[1])["finished_at"] is not None)


def test_a_leader_that_is_told_to_stop_lets_go_at_once(two: tuple[Serving, Engine]) -> None:
    server, engine = two
    until(lambda: leader(engine) > 0)
    server.stop()
    server.process.wait(30)
    assert leader(engine) == 0
