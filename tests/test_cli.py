"""The commands that look after what is worked out."""

import signal
from collections.abc import Callable, Iterator
from threading import Event, Thread, Timer

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.resources.jobs.loop import LEASE
from tests.harness.receiver import ADDRESS, HOST, Receiver
from tests.harness.service import Client, Clock, Running, newcomer
from tests.resources import make

TIGHTER = {
    "effective_on": "2026-02-01",
    "restate": True,
    "rules": {"personal-timescale": {"interval": 7}},
}


@pytest.fixture
def alone(database_url: str) -> Iterator[Client]:
    """An organisation in a database of its own, with a policy that is not brought in yet."""
    handlers = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    running = Running(database_url, Clock())
    with running.started():
        service = newcomer(running)
        make.people(service)
        make.session(service)
        make.created(service.post("/v1/policies", TIGHTER))
        yield service
    for name, handler in handlers.items():
        signal.signal(name, handler)


def run(service: Client, *command: str) -> Result:
    settings = {
        "SUPERVISION_DATABASE_URL": service.running.database_url,
        "SUPERVISION_WEBHOOK_ALLOW": ADDRESS,
    }
    return CliRunner().invoke(main, command, env=settings, catch_exceptions=False)


def test_work_does_all_that_is_left_and_says_so(alone: Client) -> None:
    done = run(alone, "work")
    assert (done.exit_code, done.output) == (
        0,
        f"{alone.organisation}: 2 records gone through, 1 job finished\n",
    )
    assert make.ok(alone.get("/v1/flags"))["reevaluating"] is None
    again = run(alone, "work")
    assert (again.exit_code, again.output) == (0, "Nothing is left to do.\n")


def test_verify_says_what_is_not_worked_out_yet_and_how_fast_it_was(alone: Client) -> None:
    before = run(alone, "verify")
    assert before.exit_code == 1
    assert "policy is being worked out again, 0 of 2 records are done" in before.output
    run(alone, "work")
    after = run(alone, "verify")
    assert after.exit_code == 0
    assert "being worked out" not in after.output
    assert "0 differences; 3 records in " in after.output
    assert "records/s" in after.output
    assert "streams/s" in after.output


def stopped_once(is_so: Callable[[], bool]) -> Thread:
    """Tells this process to stop once something is so, or after half a minute."""

    def watch() -> None:
        moment = Event()
        any(is_so() or moment.wait(0.1) for _ in range(300))
        signal.raise_signal(signal.SIGTERM)

    thread = Thread(target=watch)
    thread.start()
    return thread


def test_a_watch_looks_again_until_it_is_told_to_stop(alone: Client) -> None:
    watching = stopped_once(lambda: alone.get("/v1/flags").json["reevaluating"] is None)
    done = run(alone, "work", "--watch", "0.1")
    watching.join()
    assert done.exit_code == 0
    assert done.output.endswith("Stopped; what is left goes on next time.\n")
    assert make.ok(alone.get("/v1/flags"))["reevaluating"] is None


def test_while_another_works_there_is_nothing_to_do_once_all_is_done(alone: Client) -> None:
    leader = alone.app.state.database.lease(LEASE)
    assert leader.hold()
    alone.work()
    done = run(alone, "work")
    assert (done.exit_code, done.output) == (0, "Nothing is left to do.\n")


def test_work_goes_on_where_whoever_worked_before_lets_go(alone: Client) -> None:
    leader = alone.app.state.database.lease(LEASE)
    assert leader.hold()
    later = Timer(0.5, leader.let_go)
    later.start()
    done = run(alone, "work")
    later.join()
    assert done.output == f"{alone.organisation}: 2 records gone through, 1 job finished\n"


def test_sqlite_is_served_by_one_process(tmp_path) -> None:
    settings = {"SUPERVISION_DATABASE_URL": f"sqlite:///{tmp_path}/supervision.db"}
    refused = CliRunner().invoke(main, ["serve", "--workers", "2"], env=settings)
    assert refused.exit_code == 1
    assert refused.output == "Error: SQLite serves one process: several workers need PostgreSQL.\n"


def hooked(service: Client, receiver: Receiver) -> None:
    """A webhook that leads to the receiver without a look-up of its name."""
    make.created(service.post("/v1/webhooks", {"url": receiver.url.replace(HOST, ADDRESS)}))


def test_work_calls_webhooks_and_says_so(alone: Client, receiver: Receiver) -> None:
    run(alone, "work")
    hooked(alone, receiver)
    done = run(alone, "work")
    assert (done.exit_code, done.output) == (0, "Webhooks: 1 call taken, 0 failed\n")
    assert [each["verb"] for each in receiver.events] == ["created"]
    assert run(alone, "work").output == "Nothing is left to do.\n"


def test_a_watch_calls_webhooks_meanwhile(alone: Client, receiver: Receiver) -> None:
    hooked(alone, receiver)
    watching = stopped_once(lambda: bool(receiver.calls))
    done = run(alone, "work", "--watch", "0.1")
    watching.join()
    assert done.exit_code == 0
    assert receiver.events[0]["verb"] == "created"


def test_without_a_database_work_says_so(tmp_path) -> None:
    settings = {"SUPERVISION_DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/supervision.db"}
    done = CliRunner().invoke(main, ["work"], env=settings)
    assert done.exit_code == 1
    assert "The database is away or busy" in done.output
