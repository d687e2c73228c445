"""Several work on one import at once, as they can on PostgreSQL; each row is put by one of them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from app.db.unit_of_work import UnitOfWork
from app.resources.imports.working import batch
from tests.harness.service import Answer, Client, Steps
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports_in_batches import one_batch, told
from tests.resources.test_imports_that_wait import PEOPLE, chain, sent, teams

pytestmark = pytest.mark.parametrize("running", ["postgresql"], indirect=True)
LARGE, PATIENCE = 201, 30.0
BELOW = {"reference": "BELOW", "name": "Invented", "parent_ref": "T1"}


@contextmanager
def in_hand(service: Client, size: int, end: Callable[[], object] = bool) -> Iterator[None]:
    """Somebody has put the next rows; when this block is left the batch ends, or `end` raises."""
    put, may_end = Event(), Event()

    def slowly(uow: UnitOfWork) -> Any:
        answer = batch(uow, Steps(size))
        put.set()
        assert may_end.wait(PATIENCE)
        end()
        return answer

    database, caller = service.app.state.database, service.running.known(service.key)
    with ThreadPoolExecutor(1) as another:
        working = another.submit(database.write_now, caller, slowly)
        try:
            assert put.wait(PATIENCE)
            yield
        finally:
            may_end.set()
        working.result(PATIENCE)


def broken() -> None:
    raise ZeroDivisionError


def taken_in(service: Client, rows: list[dict[str, Any]], **query: str) -> Answer:
    answer = sent(service, rows, **query)
    assert answer.status == 202
    return answer


def test_another_has_other_rows_and_both_are_counted(service: Client) -> None:
    answer = taken_in(service, teams(LARGE), type="teams")
    with in_hand(service, 50):
        assert one_batch(service, 60).records == 60
        assert told(service, answer)["done"] == 60
    assert told(service, answer)["done"] == 110
    service.work()
    now = told(service, answer)
    assert (now["status"], now["outcomes"]["created"]) == ("finished", LARGE)
    assert len(service.items("/v1/teams")) == LARGE
    assert verified(service).differences == []


def test_what_belongs_to_one_worker_is_not_parted(service: Client) -> None:
    sessions = [row for row in chain() if row["type"] == "sessions"]
    plain = [
        {key: value for key, value in row.items() if key != "action_reviews"} for row in sessions
    ]
    sent(service, PEOPLE)
    others = [{"type": "teams", **row} for row in teams(LARGE)[1:]]
    answer = taken_in(service, [*others, *plain])
    one_batch(service, LARGE - 1)
    with in_hand(service, 1):
        assert one_batch(service, 1).records == 0
    assert told(service, answer)["done"] == LARGE - 1 + len(plain)


def test_rows_that_lean_on_others_are_not_begun_while_those_are_in_somebodys_hands(
    service: Client,
) -> None:
    rows = [{"type": "teams", **row} for row in teams(LARGE)]
    answer = taken_in(service, [*rows, *PEOPLE[1:], *chain()])
    with in_hand(service, LARGE):
        assert one_batch(service, LARGE).records == 0
        assert told(service, answer)["done"] == 0
    service.work()
    assert told(service, answer)["outcomes"]["created"] == told(service, answer)["total"]
    assert verified(service).differences == []


@pytest.mark.parametrize("ends_last", ["who leans", "who is leant on"])
def test_a_row_does_not_wait_for_what_another_has_put_meanwhile(
    service: Client, ends_last: str
) -> None:
    leans_first = ends_last == "who leans"
    rows = [BELOW, *teams(LARGE)] if leans_first else [*teams(LARGE), BELOW]
    answer = taken_in(service, rows, type="teams")
    with in_hand(service, 1 if leans_first else LARGE):
        one_batch(service, LARGE)
    one_batch(service, 1)
    assert told(service, answer)["outcomes"]["created"] == LARGE + 1


def test_who_cancels_leaves_what_is_in_somebodys_hands_and_that_ends_it(service: Client) -> None:
    answer = taken_in(service, teams(LARGE), type="teams")
    target = answer.headers["location"]
    with in_hand(service, 50):
        cancelled = make.ok(service.delete(target))
        assert (cancelled["status"], cancelled["done"]) == ("cancelled", LARGE - 50)
        assert cancelled["finished_at"] is None
        assert one_batch(service, 60).records == 0
    now = told(service, answer)
    assert (now["status"], now["done"], now["outcomes"]["created"]) == ("cancelled", LARGE, 50)
    assert now["finished_at"]


def test_a_row_in_somebodys_hands_that_would_wait_is_cancelled_with_the_rest(
    service: Client,
) -> None:
    answer = taken_in(service, [BELOW, *teams(LARGE)], type="teams")
    with in_hand(service, 1):
        make.ok(service.delete(answer.headers["location"]))
    now = told(service, answer)
    assert (now["done"], now["outcomes"]["cancelled"]) == (LARGE + 1, LARGE + 1)
    assert now["finished_at"]


def test_what_was_in_the_hands_of_who_broke_off_is_cancelled_too(service: Client) -> None:
    answer = taken_in(service, teams(LARGE), type="teams")
    with pytest.raises(ZeroDivisionError), in_hand(service, 50, broken):
        make.ok(service.delete(answer.headers["location"]))
    service.work()
    now = told(service, answer)
    assert (now["status"], now["done"]) == ("cancelled", LARGE)
    assert (now["outcomes"]["cancelled"], service.items("/v1/teams")) == (LARGE, [])


@pytest.mark.parametrize("query", [{"mode": "validate"}, {"atomic": "all"}])
def test_what_is_done_at_once_is_done_by_one(service: Client, query: dict[str, str]) -> None:
    answer = taken_in(service, teams(LARGE), type="teams", **query)
    with in_hand(service, 1):
        assert one_batch(service, 1).records == 0
    assert told(service, answer)["status"] == "finished"


def test_the_next_import_is_not_begun_while_the_first_is_in_somebodys_hands(
    service: Client,
) -> None:
    first = taken_in(service, teams(LARGE), type="teams")
    second = taken_in(service, teams(LARGE), type="teams")
    with in_hand(service, LARGE):
        assert one_batch(service, LARGE).records == 0
    assert (told(service, first)["done"], told(service, second)["done"]) == (LARGE, 0)
