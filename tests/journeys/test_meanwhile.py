"""What one writer decides while another is still writing: both end as if they had taken turns."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any

from app.db import records
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.evaluation import evaluate
from app.resources.jobs.working import batch
from app.resources.operations import work
from app.resources.oversight.service import WRITER as NOTES
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.workers.schemas import WorkerCreate, WorkerPut
from app.resources.workers.service import WRITER as WORKERS
from app.vocabulary import RecordType
from tests.harness.service import Answer, Client, Steps, keyed
from tests.journeys.verifying import verified
from tests.resources import make

POST = {"role": "social_worker", "started_on": "2026-01-05"}
TIGHTER = {"effective_on": "2026-02-27", "rules": {"personal-timescale": {"interval": 7}}}
PATIENCE = 1.0
"""Seconds: less than a writer waits for another."""


def meanwhile(
    service: Client, slowly: Callable[[UnitOfWork], Any], ask: Callable[[], Answer]
) -> Answer:
    """Ask while a slow writer has done its work and has yet to commit; it does a moment later."""
    done, go = Event(), Event()

    def work(uow: UnitOfWork) -> Callable[[], None]:
        slowly(uow)

        def answer() -> None:
            done.set()
            assert go.wait(10)

        return answer

    database, client = service.app.state.database, service.running.known(service.key)
    with ThreadPoolExecutor(2) as writers:
        writing = writers.submit(database.write_now, client, work)
        assert done.wait(10)
        asking: Future[Answer] = writers.submit(ask)
        wait([asking], PATIENCE)
        go.set()
        writing.result()
        return asking.result()


def test_a_worker_made_meanwhile_is_judged_by_the_new_policy(service: Client) -> None:
    new = WorkerCreate.model_validate({"reference": "W1", "posts": [POST]})
    added = meanwhile(
        service,
        lambda uow: WORKERS.record(uow, new),
        lambda: service.post("/v1/policies", TIGHTER),
    )
    assert added.status == 201
    service.work()
    assert verified(service).differences == []


def test_a_session_sent_while_a_policy_is_added_is_judged_by_it(service: Client) -> None:
    make.people(service)
    late = SessionPut.model_validate(make.held("2026-02-09"))
    added = meanwhile(
        service,
        lambda uow: work.put(uow, SESSIONS, "mosaic", "S1", late),
        lambda: service.post("/v1/policies", TIGHTER),
    )
    assert added.status == 201
    service.work()
    assert verified(service).differences == []


def test_a_session_sent_while_its_streams_are_worked_out_is_judged_by_the_policy(
    service: Client,
) -> None:
    make.people(service)
    make.created(service.post("/v1/policies", TIGHTER))

    def batch_of_a_job(uow: UnitOfWork) -> None:
        note = batch(uow, Steps(10))
        evaluate(uow)
        uow.pending.streams.clear()
        note()

    sent = meanwhile(
        service, batch_of_a_job, lambda: service.put("sessions", "S1", make.held("2026-02-09"))
    )
    assert sent.status == 201
    clock = service.items("/v1/expectations", rule="personal-timescale", state="overdue")
    assert [row["policy_version"] for row in clock] == [1]
    assert verified(service).differences == []


def test_a_case_given_to_a_worker_who_moves_meanwhile_goes_with_them(service: Client) -> None:
    for team in ("T1", "T2"):
        make.team(service, team)
    for worker in ("W1", "W2"):
        make.worker(service, worker, posts=[{**POST, "team_ref": "T1"}])
    make.worker(service, "M1")
    make.case(service)
    agreed = [make.action("A1", case_ref="C1", owner_ref="W2")]
    discussed = [{"case_ref": "C1"}]
    make.session(service, supervisee_ref="W2", discussions=discussed, actions=agreed)
    moved = WorkerPut.model_validate({"posts": [{**POST, "team_ref": "T2"}]})
    allocations = [{"worker_ref": "W1", "started_on": "2026-01-05"}]
    given = meanwhile(
        service,
        lambda uow: WORKERS.put(uow, "mosaic", "W1", moved),
        lambda: service.put("cases", "C1", {"allocations": allocations}),
    )
    assert given.status == 200
    assert verified(service).differences == []


def test_no_action_is_left_of_a_note_that_is_deleted_meanwhile(service: Client) -> None:
    make.people(service)
    make.case(service)
    make.note(service)

    def delete(uow: UnitOfWork) -> None:
        held = records.find_by_reference(uow, RecordType.OVERSIGHT_NOTE, "mosaic", "N1")
        assert held is not None
        NOTES.remove(uow, held)

    body = {"oversight_note_ref": "N1", "due_on": "2026-02-20", "owner_ref": "W1"}
    refused = meanwhile(service, delete, lambda: service.put("actions", "A1", body))
    assert refused.status in (404, 422)
    assert service.get(keyed("actions", "A1")).status == 404
    assert verified(service).differences == []
