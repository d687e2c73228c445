"""The command `work` is killed in the middle and run twice at once, while policies come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete

from app.db.tables import LeaseRow
from tests.harness.programs import started
from tests.harness.service import Client, Clock, Running, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

if TYPE_CHECKING:
    import subprocess

WORKERS = 40
POLICY = {"effective_on": "2026-02-01", "restate": True}


@pytest.fixture
def service(database_url: str) -> Iterator[Client]:
    """An authority of its own, whose workers each had a session on 2 February."""
    running = Running(database_url, Clock())
    with running.started():
        client = newcomer(running)
        make.worker(client, "M1", posts=[])
        for n in range(WORKERS):
            make.worker(client, f"W{n}")
            make.session(client, f"S{n}", supervisee_ref=f"W{n}")
        yield client
    running.app.state.database.engine.dispose()


def tightened(service: Client, interval: int) -> None:
    rules = {"personal-timescale": {"interval": interval}}
    make.created(service.post("/v1/policies", {**POLICY, "rules": rules}))


@contextmanager
def working(service: Client) -> Iterator["subprocess.Popen[bytes]"]:
    """The command as a process of its own; killed at the end if it has not ended by itself."""
    url = service.running.database_url
    with started(["supervision", "work"], SUPERVISION_DATABASE_URL=url) as process:
        try:
            yield process
        finally:
            process.kill()


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so within half a minute."""
    moment = Event()
    return any(is_so() or moment.wait(0.01) for _ in range(3000))


def progress(service: Client) -> Any:
    """The newest job, and how far it is."""
    newest = make.ok(service.get("/v1/jobs"))["items"][0]
    return newest["id"], newest["done"], newest["finished_at"] is not None


def killed_in_the_middle(service: Client) -> None:
    before = progress(service)
    with working(service) as process:
        assert soon(lambda: progress(service) != before)
        process.kill()
        process.wait()
    lapse(service)


def lapse(service: Client) -> None:
    """What the killed process held is free, as it would be in six seconds by itself."""
    with service.app.state.database.engine.begin() as connection:
        connection.execute(delete(LeaseRow))


def test_killed_and_begun_again_it_leaves_no_difference(service: Client) -> None:
    tightened(service, 60)
    killed_in_the_middle(service)
    assert not progress(service)[2], "more than one batch is needed"
    tightened(service, 7)
    killed_in_the_middle(service)
    with working(service) as last:
        assert last.wait(60) == 0
    assert make.ok(service.get("/v1/flags"))["reevaluating"] is None
    assert len(service.items("/v1/flags", rule="personal-timescale")) == WORKERS
    assert verified(service).differences == []


def test_two_at_once_while_policies_come_leave_no_difference(service: Client) -> None:
    tightened(service, 60)
    with working(service) as one, working(service) as two:
        for interval in (50, 40, 30, 7):
            before = progress(service)
            tightened(service, interval)
            assert soon(lambda seen=before: progress(service)[:2] != seen[:2])
        assert (one.wait(60), two.wait(60)) == (0, 0)
    service.work()
    assert len(service.items("/v1/flags", rule="personal-timescale")) == WORKERS
    assert verified(service).differences == []
