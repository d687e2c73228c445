"""Larger files are worked off in the background: whole, once, and told while it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.resources.imports.working import batch
from tests.conftest import DATABASES
from tests.db.faults import install
from tests.harness.databases import KINDS
from tests.harness.service import Answer, Client, Clock, Running, Steps, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

LARGE = 201
TARGET = "/v1/imports?mode=commit&type=teams"


def teams(count: int = LARGE) -> list[dict[str, Any]]:
    return [{"reference": f"T{n}", "name": f"Invented {n}"} for n in range(1, count + 1)]


def taken_in(service: Client) -> Answer:
    answer = service.post(TARGET, teams())
    assert answer.status == 202
    return answer


def one_batch(service: Client, size: int) -> Any:
    """As the background does it, for this organisation."""
    database = service.app.state.database
    return database.write_now(service.running.known(service.key), batch, Steps(size))


def told(service: Client, answer: Answer) -> Any:
    return make.ok(service.get(answer.headers["location"]))


def test_a_large_file_is_taken_in_and_says_that_it_waits(service: Client) -> None:
    answer = taken_in(service)
    assert (answer.json["status"], answer.json["total"], answer.json["done"]) == ("waiting", 201, 0)
    assert service.items("/v1/teams") == []


def test_a_file_of_200_rows_is_worked_off_at_once(service: Client) -> None:
    answer = service.post(TARGET, teams(LARGE - 1))
    assert (answer.status, answer.json["done"]) == (201, LARGE - 1)


def test_a_batch_ticks_off_what_it_put(service: Client) -> None:
    answer = taken_in(service)
    one_batch(service, 50)
    now = told(service, answer)
    assert (now["status"], now["done"], now["outcomes"]["created"]) == ("running", 50, 50)
    assert len(service.items("/v1/teams")) == 50


def test_the_background_works_off_all_of_it(service: Client) -> None:
    answer = taken_in(service)
    done = service.work()
    assert (sum(done.records.values()), sum(done.finished.values())) == (LARGE, 1)
    now = told(service, answer)
    assert (now["status"], now["outcomes"]["created"]) == ("finished", LARGE)
    assert verified(service).differences == []


def test_what_is_done_when_all_is_done_is_nothing(service: Client) -> None:
    taken_in(service)
    service.work()
    before = service.items("/v1/audit")
    assert service.work().records == {}
    assert service.items("/v1/audit") == before


def test_a_batch_with_a_refused_row_puts_the_others(service: Client) -> None:
    rows = [*teams(), {"reference": "T900", "name": "Invented", "parent_ref": "NOBODY"}]
    answer = service.post(TARGET, rows)
    service.work()
    outcomes = told(service, answer)["outcomes"]
    assert (outcomes["created"], outcomes["refused"]) == (LARGE, 1)


def test_cancelling_leaves_the_rest_alone_and_keeps_what_was_done(service: Client) -> None:
    answer = taken_in(service)
    one_batch(service, 50)
    cancelled = make.ok(service.delete(answer.headers["location"]))
    assert (cancelled["status"], cancelled["done"]) == ("cancelled", LARGE)
    assert cancelled["outcomes"]["cancelled"] == LARGE - 50
    service.work()
    assert len(service.items("/v1/teams")) == 50
    with service.app.state.database.engine.connect() as connection:
        kept = "SELECT count(*) FROM importrow WHERE payload IS NOT NULL AND outcome IS NOT NULL"
        assert connection.exec_driver_sql(kept).scalar_one() == 0


def test_what_is_finished_cannot_be_cancelled(service: Client) -> None:
    answer = taken_in(service)
    service.work()
    refused = service.delete(answer.headers["location"])
    assert (refused.status, refused.code) == (409, "conflict")


def test_what_was_sent_on_behalf_of_somebody_is_done_on_their_behalf(service: Client) -> None:
    make.worker(service, "M7")
    headers = {"on-behalf-of": "M7"}
    service.ask("POST", TARGET, teams(), headers=headers)
    service.work()
    changes = service.items("/v1/audit")
    of_teams = [change for change in changes if change["type"] == "teams"]
    assert {change["on_behalf_of_ref"] for change in of_teams} == {"M7"}
    assert {change["client_source"] for change in of_teams} == {"mosaic"}


def test_imports_are_worked_off_in_the_order_in_which_they_came(service: Client) -> None:
    first = taken_in(service)
    second = service.post(TARGET, [{**row, "name": "Later"} for row in teams()])
    service.work()
    assert told(service, first)["outcomes"]["created"] == LARGE
    assert told(service, second)["outcomes"]["updated"] == LARGE


@contextmanager
def failing(kind: str, request: pytest.FixtureRequest) -> Iterator[tuple[Client, Any]]:
    """A service whose database can fail at a statement."""
    with request.config.stash[DATABASES].fresh(kind) as url:
        running = Running(url, Clock())
        faults = install(running.app.state.database.engine)
        with running.started():
            yield newcomer(running), faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_that_breaks_off_anywhere_loses_and_doubles_nothing(
    kind: str, request: pytest.FixtureRequest
) -> None:
    with failing(kind, request) as (service, faults):
        answer = taken_in(service)
        broken = 0
        while broken_off(service, faults, broken + 1):
            broken += 1
            now = told(service, answer)
            assert (now["done"], len(service.items("/v1/teams"))) == (0, 0)
        assert broken > 6
        service.work()
        assert told(service, answer)["outcomes"]["created"] == LARGE
        assert {team["version"] for team in service.items("/v1/teams")} == {1}
        assert verified(service).differences == []


def broken_off(service: Client, faults: Any, at: int) -> bool:
    """Whether a batch of two rows met the fault at a statement."""
    faults.arm(at)
    try:
        one_batch(service, 2)
    except OperationalError:
        return True
    finally:
        faults.arm(None)
    return False
