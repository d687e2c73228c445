"""Reads from a replica: whoever writes sees what they wrote, and nobody waits for a copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.exc import OperationalError

from app.db.migrate import upgrade
from app.db.unit_of_work import UnitOfWork
from app.main import create_app
from app.resources.imports.service import FEW
from app.settings import Settings
from tests.harness.postgres import EmbeddedServer, new_database, running_server
from tests.harness.processes import until
from tests.harness.receiver import Receiver
from tests.harness.replica import ReplicaServer, replica_of
from tests.harness.service import Answer, Client, Clock, Running, newcomer
from tests.resources import hooks, make


@dataclass(frozen=True)
class Pair:
    """A database, and its copy on another server."""

    primary: EmbeddedServer
    replica: ReplicaServer
    url: str
    copy_url: str

    def catch_up(self) -> None:
        """Return when the copy has all that the database has."""
        with self.primary.connect() as connection:
            (here,) = connection.execute("SELECT pg_current_wal_lsn()").fetchone() or (None,)
        until(lambda: self.replica.has_replayed(str(here)))


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    with running_server(in_memory=True) as primary:
        url = new_database(primary)
        upgrade(url)
        with replica_of(primary) as replica:
            yield Pair(primary, replica, url, replica.url_of(url.rpartition("/")[2]))


@pytest.fixture
def pair(servers: Pair) -> Pair:
    if not servers.replica.is_running:
        servers.replica.start()
    servers.replica.resume()
    return servers


@pytest.fixture
def sender(pair: Pair) -> Iterator[Client]:
    """A client that has stored two workers, of which the replica knows."""
    with Running(pair.url, Clock(), pair.copy_url).started() as running:
        client = newcomer(running)
        make.people(client)
        pair.catch_up()
        yield client


def workers(client: Client, **headers: str) -> int:
    """How many workers a client is shown."""
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return len(make.ok(client.get("/v1/workers", sent))["items"])


def flagged(client: Client, known_at: str) -> set[str]:
    """The rules that raised a flag, as was known at an instant."""
    return {flag["rule"] for flag in client.items("/v1/flags", known_at=known_at)}


def add_worker(client: Client, reference: str = "W9") -> Answer:
    answer = client.post("/v1/workers", {"reference": reference, "display_name": "Invented"})
    assert answer.status == 201, answer
    return answer


def test_whoever_wrote_sees_it_and_others_what_was_there_before(pair: Pair, sender: Client) -> None:
    other = sender.of_source("elsewhere")
    pair.catch_up()
    pair.replica.pause()
    add_worker(sender)
    assert workers(sender) == 3
    assert workers(other) == 2
    assert sender.get("/readyz").status == 200
    pair.replica.resume()
    pair.catch_up()
    assert workers(other) == 3


def test_the_number_of_a_write_lets_every_process_show_it(pair: Pair, sender: Client) -> None:
    pair.replica.pause()
    number = add_worker(sender).headers["supervision-change"]
    with Running(pair.url, Clock(), pair.copy_url).started() as second:
        there = Client(second, sender.key, sender.organisation)
        assert workers(there) == 2
        assert workers(there, Supervision_At_Least=number) == 3
        assert workers(there) == 3


def test_whoever_sent_a_file_sees_how_far_it_is(pair: Pair, sender: Client) -> None:
    pair.replica.pause()
    rows = [{"reference": f"T{n}", "name": "Invented"} for n in range(FEW + 1)]
    target = sender.post("/v1/imports?type=teams&mode=commit", rows).headers["location"]
    assert make.ok(sender.get(target))["status"] == "waiting"
    make.ok(sender.delete(target))
    assert make.ok(sender.get(target))["status"] == "cancelled"


def test_whoever_reported_a_receipt_sees_it(pair: Pair, sender: Client, receiver: Receiver) -> None:
    hook = hooks.added(sender, receiver)
    sender.deliver()
    pair.catch_up()
    (call,) = hooks.log(sender, hook)
    pair.replica.pause()
    target = f"/v1/webhooks/{hook['id']}/receipts/{call['event_id']}"
    make.created(sender.ask("PUT", target, {"reference": "F1"}))
    assert make.ok(sender.get(target))["reference"] == "F1"


def test_who_was_shown_the_newer_is_not_shown_the_older_again(pair: Pair, sender: Client) -> None:
    other = sender.of_source("elsewhere")
    pair.catch_up()
    pair.replica.pause()
    number = add_worker(sender).headers["supervision-change"]
    assert workers(other, Supervision_At_Least=number) == 3
    assert workers(other) == 3


def test_a_question_about_an_instant_that_the_copy_has_not_reached_is_not_answered_there(
    pair: Pair, sender: Client
) -> None:
    other = sender.of_source("elsewhere")
    pair.catch_up()
    before = make.ok(other.get("/v1/workers"))["known_at"]
    pair.replica.pause()
    sender.clock.forward(minutes=1)
    make.session(sender, on="2026-02-02", feedback_minutes=4)
    known = make.ok(sender.get("/v1/flags"))["known_at"]
    sender.clock.forward(minutes=1)
    assert "feedback-time" not in flagged(other, before)
    assert "feedback-time" in flagged(other, known)


def test_what_was_shown_is_logged_though_a_copy_cannot_be_written(
    pair: Pair, sender: Client
) -> None:
    session = make.session(sender, reflection="Invented words.")
    pair.catch_up()
    make.ok(sender.get(f"/v1/sessions/{session['id']}"))
    logged = sender.items("/v1/audit/reads")
    assert session["id"] in {entry["record_id"] for entry in logged}


def test_where_the_replica_is_away_the_primary_answers(pair: Pair, sender: Client) -> None:
    assert workers(sender) == 2
    pair.replica.stop()
    assert workers(sender) == 2
    assert sender.get("/readyz").status == 200
    add_worker(sender)
    assert workers(sender) == 3


def test_a_replica_that_comes_back_serves_again(pair: Pair, sender: Client) -> None:
    other = sender.of_source("elsewhere")
    pair.replica.stop()
    assert workers(sender) == 2
    pair.replica.start()
    pair.catch_up()
    pair.replica.pause()
    add_worker(sender)
    assert workers(other) == 3
    sender.app.state.database._replica._rests_until = 0.0  # as it is five seconds later
    assert workers(sender.of_source("third")) == 2


def read(sender: Client, work: Callable[[UnitOfWork], object]) -> object:
    """Some work as a request of this client runs it."""
    running = sender.running
    return running._run(running.app.state.database.read(running.known(sender.key), work))


def test_a_read_that_is_cut_off_there_is_done_again_at_the_primary(
    pair: Pair, sender: Client
) -> None:
    places: list[bool] = []

    def unlucky(uow: UnitOfWork) -> None:
        places.append(uow.is_copy)
        if places == [True]:
            run(uow, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")

    read(sender, unlucky)
    read(sender, unlucky)
    assert places == [True, False, True]


def test_what_took_too_long_there_is_not_tried_at_the_primary(pair: Pair, sender: Client) -> None:
    places: list[bool] = []

    def slow(uow: UnitOfWork) -> None:
        places.append(uow.is_copy)
        run(uow, "SET LOCAL statement_timeout = 50")
        run(uow, "SELECT pg_sleep(5)")

    with pytest.raises(OperationalError):
        read(sender, slow)
    assert places == [True]


def run(uow: UnitOfWork, statement: str) -> None:
    uow._connection.exec_driver_sql(statement)


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "9" * 30])
def test_a_number_that_is_none_is_400(service: Client, number: str) -> None:
    answer = service.get("/v1/workers", {"Supervision-At-Least": number})
    assert (answer.status, answer.code) == (400, "invalid-parameter")


def test_every_write_says_what_it_knows_of(service: Client) -> None:
    first, again = (make_same(service) for _ in range(2))
    assert first.headers["supervision-change"] == again.headers["supervision-change"]
    later = add_worker(service, "W2")
    assert int(later.headers["supervision-change"]) == 1 + int(first.headers["supervision-change"])
    assert "supervision-change" not in service.get("/v1/workers").headers


def make_same(service: Client) -> Answer:
    body = {"reference": "W1", "display_name": "Invented"}
    return service.post("/v1/workers", body, Idempotency_Key='"one"')


def test_sqlite_has_no_replicas() -> None:
    settings = Settings(_env_file=None, read_database_url="sqlite:///copy.db")
    with pytest.raises(ValueError, match="only PostgreSQL has replicas"):
        create_app(settings)
