"""A policy that is added while somebody else writes reaches what they write, too."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event

from app.db.unit_of_work import UnitOfWork
from app.resources.workers.schemas import WorkerCreate
from app.resources.workers.service import WRITER
from tests.harness.service import Answer, Client
from tests.journeys.verifying import verified

POST = {"role": "social_worker", "started_on": "2026-01-05"}
NEW = WorkerCreate.model_validate({"reference": "W1", "posts": [POST]})
TIGHTER = {"effective_on": "2026-02-27", "rules": {"personal-timescale": {"interval": 7}}}
PATIENCE = 1.0
"""Seconds: less than a writer waits for another."""


def test_a_worker_made_meanwhile_is_judged_by_the_new_policy(service: Client) -> None:
    made, go = Event(), Event()

    def make_slowly(uow: UnitOfWork) -> Callable[[], None]:
        WRITER.record(uow, NEW)

        def answer() -> None:
            made.set()
            assert go.wait(10)

        return answer

    database, client = service.app.state.database, service.running.known(service.key)
    with ThreadPoolExecutor(2) as writers:
        making = writers.submit(database.write_now, client, make_slowly)
        assert made.wait(10)
        adding: Future[Answer] = writers.submit(service.post, "/v1/policies", TIGHTER)
        wait([adding], PATIENCE)
        go.set()
        making.result()
        assert adding.result().status == 201
    assert verified(service).differences == []
