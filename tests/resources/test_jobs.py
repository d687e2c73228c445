"""What a policy moves is worked out in the background: whole, once, and said while it lasts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.db.base import columns_of
from app.db.tables import LeaseRow, Organisation
from app.db.unit_of_work import UnitOfWork
from app.resources.jobs.loop import LEASE, Background, Shift
from app.resources.jobs.working import batch
from tests.conftest import DATABASES
from tests.db.faults import Faults, install
from tests.harness.databases import KINDS
from tests.harness.service import Answer, Client, Clock, Running, Steps, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

TIGHTER = {
    "effective_on": "2026-02-01",
    "restate": True,
    "rules": {"personal-timescale": {"interval": 7}},
}
WORKERS = 5
SUBJECTS = WORKERS + 2
"""With the supervisor, and a case."""


def authority(service: Client) -> None:
    """Some workers, each with a session on 2 February, and a case."""
    make.worker(service, "M1", posts=[])
    make.case(service)
    for n in range(WORKERS):
        make.worker(service, f"W{n}")
        make.session(service, f"S{n}", supervisee_ref=f"W{n}", discussions=[{"case_ref": "C1"}])


def tightened(service: Client) -> Any:
    """The answer to a policy that raises a flag for each of the workers."""
    return make.created(service.post("/v1/policies", TIGHTER))


def overdue(service: Client) -> int:
    return len(service.items("/v1/flags", rule="personal-timescale"))


def one_batch(service: Client, size: int = 1) -> Any:
    """As the background does it, for this organisation."""
    database = service.app.state.database
    return database.write_now(service.running.known(service.key), batch, Steps(size))


def unfinished(answer: Answer) -> Any:
    return make.ok(answer)["reevaluating"]


def test_a_policy_is_answered_at_once_and_says_that_it_is_being_worked_out(
    service: Client,
) -> None:
    authority(service)
    added = tightened(service)
    assert added["flags"] == {"raised": [], "cleared": []}
    assert {**added["reevaluating"], "job_id": None} == {
        "job_id": None,
        "kind": "policy",
        "policy_version": 1,
        "calendar_version": None,
        "done": 0,
        "total": SUBJECTS,
    }
    assert overdue(service) == 0


@pytest.mark.parametrize("path", ["/v1/expectations", "/v1/flags", "/v1/compliance"])
def test_answers_say_how_far_it_is_until_it_is_done(service: Client, path: str) -> None:
    authority(service)
    assert unfinished(service.get(path)) is None
    tightened(service)
    one_batch(service, 2)
    assert unfinished(service.get(path))["done"] == 2
    service.work()
    assert unfinished(service.get(path)) is None


@pytest.mark.parametrize("path", ["/v1/expectations", "/v1/compliance"])
def test_what_was_known_before_is_not_being_worked_out_again(service: Client, path: str) -> None:
    authority(service)
    before = make.ok(service.get(path))["known_at"]
    service.clock.forward(minutes=1)
    tightened(service)
    after = make.ok(service.get(path))["known_at"]
    service.clock.forward(minutes=1)
    assert unfinished(service.get(path, known_at=before)) is None
    assert unfinished(service.get(path, known_at=after)) is not None


def test_when_it_is_done_every_stream_has_been_judged_by_the_new_policy(service: Client) -> None:
    authority(service)
    tightened(service)
    done = service.work()
    assert dict(done.records) == {service.organisation: SUBJECTS}
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def test_a_job_tells_why_and_how_far(service: Client) -> None:
    authority(service)
    id = tightened(service)["reevaluating"]["job_id"]
    one_batch(service, 3)
    job = make.ok(service.get(f"/v1/jobs/{id}"))
    assert (job["kind"], job["since"], job["done"]) == ("policy", "2026-02-01", 3)
    assert (job["phase"], job["finished_at"]) == ("evaluate workers", None)
    assert job["started_at"]
    service.work()
    (listed,) = make.ok(service.get("/v1/jobs"))["items"]
    assert (listed["done"], listed["total"]) == (SUBJECTS, SUBJECTS)
    assert listed["finished_at"]


def test_there_is_no_job_of_another_organisation(service: Client) -> None:
    id = tightened(service)["reevaluating"]["job_id"]
    assert service.stranger().get(f"/v1/jobs/{id}").status == 404


def test_the_line_says_that_a_job_moved_the_flags_and_who_asked_for_it(service: Client) -> None:
    authority(service)
    id = tightened(service)["reevaluating"]["job_id"]
    service.work()
    changes = service.items("/v1/audit")
    moved = [change for change in changes if change["seq"] == changes[-1]["seq"]]
    assert [change["type"] for change in moved] == ["jobs"] + ["flags"] * WORKERS
    assert (moved[0]["subject_id"], moved[0]["version"], moved[0]["verb"]) == (id, 1, "updated")
    assert {change["client_source"] for change in moved} == {"mosaic"}


def test_a_job_that_moves_nothing_leaves_no_trace_in_the_line(service: Client) -> None:
    authority(service)
    make.created(service.post("/v1/policies", {"effective_on": "2026-02-27"}))
    before = len(service.items("/v1/audit"))
    service.work()
    types = [change["type"] for change in service.items("/v1/audit")[before:]]
    assert "flags" not in types
    assert verified(service).differences == []


def test_a_batch_that_is_killed_is_done_again_and_nothing_twice(service: Client) -> None:
    authority(service)
    tightened(service)
    one_batch(service, 2)

    def killed(uow: UnitOfWork) -> Callable[[], None]:
        batch(uow, Steps(2))

        def answer() -> None:
            raise KeyboardInterrupt

        return answer

    database = service.app.state.database
    with pytest.raises(KeyboardInterrupt):
        database.write_now(service.running.known(service.key), killed)
    assert unfinished(service.get("/v1/flags"))["done"] == 2
    assert service.work().records[service.organisation] == SUBJECTS - 2
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def test_two_who_work_at_once_do_nothing_twice(service: Client) -> None:
    authority(service)
    tightened(service)
    database, caller = service.app.state.database, service.running.known(service.key)

    def working() -> int:
        counted = 0
        while (worked := database.write_now(caller, batch, Steps(1))) is not None:
            counted += worked.records
        return counted

    with ThreadPoolExecutor(2) as workers:
        counted = [workers.submit(working), workers.submit(working)]
        assert sum(each.result() for each in counted) == SUBJECTS
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def test_told_to_stop_it_ends_after_a_batch(service: Client) -> None:
    authority(service)
    tightened(service)
    stop = Event()
    stop.set()
    shift = Shift(service.app.state.database, stop)
    assert not shift.work_off(service.running.known(service.key).organisation_id).records
    assert unfinished(service.get("/v1/flags"))["done"] == 0


@contextmanager
def in_the_background(database: Any) -> Iterator[Background]:
    background = Background(database, idle=0.02, after_trouble=0.02)
    background.start()
    try:
        yield background
    finally:
        background.stop()


def leader(database: Any) -> str | None:
    """Who works for all processes on a database."""
    with database.engine.connect() as connection:
        holder: str | None = connection.scalar(select(columns_of(LeaseRow).holder))
        return holder


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so within half a minute: a lease that nobody let go lasts six."""
    moment = Event()
    return any(is_so() or moment.wait(0.05) for _ in range(600))


@pytest.fixture
def alone(database_url: str) -> Iterator[Client]:
    """A client without neighbours: the background would do what other tests left to it first."""
    running = Running(database_url, Clock())
    with running.started():
        yield newcomer(running)


def test_a_server_picks_up_jobs_by_itself(alone: Client) -> None:
    authority(alone)
    with in_the_background(alone.app.state.database):
        tightened(alone)
        assert soon(lambda: unfinished(alone.get("/v1/flags")) is None)
    assert overdue(alone) == WORKERS


def test_of_two_servers_one_works_and_the_other_goes_on_when_it_stops(alone: Client) -> None:
    authority(alone)
    database = alone.app.state.database
    with in_the_background(database) as second:
        with in_the_background(database) as first:
            leaders = {first._lease.holder, second._lease.holder}
            assert soon(lambda: leader(database) in leaders)
        assert soon(lambda: leader(database) == second._lease.holder)
        tightened(alone)
        assert soon(lambda: unfinished(alone.get("/v1/flags")) is None)
    assert leader(database) is None


def test_who_has_lost_the_lease_ends_after_a_batch(service: Client) -> None:
    authority(service)
    tightened(service)
    database = service.app.state.database
    leader, follower = database.lease(LEASE), database.lease(LEASE)
    assert leader.hold()
    shift = Shift(database, Event(), pause=0, lease=follower)
    assert not shift.work_off(service.running.known(service.key).organisation_id).records
    leader.let_go()
    assert shift.work_off(service.running.known(service.key).organisation_id).records
    follower.let_go()


class Meanwhile(Event):
    """Never set, but at the second look something happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens
        self._looks = 0

    def is_set(self) -> bool:
        self._looks += 1
        if self._looks == 2:
            self._happens()
        return False


def test_what_comes_while_others_are_worked_off_has_its_turn(alone: Client) -> None:
    other = alone.stranger()
    authority(alone)
    authority(other)
    tightened(alone)
    Shift(alone.app.state.database, Meanwhile(lambda: tightened(other)), pause=0).work_off()
    assert overdue(other) == WORKERS


def test_an_organisation_whose_day_cannot_be_noticed_holds_up_no_other(alone: Client) -> None:
    other = alone.stranger()
    authority(alone)
    tightened(alone)
    with alone.app.state.database.engine.begin() as connection:
        nowhere = update(Organisation).values(time_zone="Nowhere/Invented")
        connection.execute(nowhere.where(columns_of(Organisation).name == other.organisation))
    shift = Shift(alone.app.state.database, Event(), pause=0)
    with pytest.raises(ZoneInfoNotFoundError):
        shift.work_off()
    assert overdue(alone) == WORKERS


@pytest.fixture(params=KINDS)
def failing(request: pytest.FixtureRequest) -> Iterator[tuple[Running, Faults]]:
    with request.config.stash[DATABASES].fresh(request.param) as url:
        running = Running(url, Clock())
        faults = install(running.app.state.database.engine)
        with running.started():
            yield running, faults


def test_the_background_survives_a_database_that_is_away(failing: tuple[Running, Faults]) -> None:
    running, faults = failing
    service = newcomer(running)
    authority(service)
    tightened(service)
    faults.arm(2)  # within the look for work, or within a batch
    with in_the_background(running.app.state.database):
        assert soon(lambda: b'"doing": "work"' in running.log.getvalue())
        faults.arm(None)
        assert soon(lambda: service.get("/v1/flags").json["reevaluating"] is None)
    assert overdue(service) == WORKERS


def test_a_fault_at_any_statement_of_a_batch_leaves_the_job_where_it_was(
    failing: tuple[Running, Faults],
) -> None:
    running, faults = failing
    service = newcomer(running)
    authority(service)
    tightened(service)
    failed = faulty_until_done(service, faults)
    assert failed > 6
    assert service.work().records[service.organisation] == SUBJECTS - 2
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def faulty_until_done(service: Client, faults: Faults) -> int:
    """Try one batch with a fault at the first statement, at the second, and so on."""
    failed, database = 0, service.app.state.database
    caller = service.running.known(service.key)
    while True:
        faults.arm(failed + 1)
        try:
            database.write_now(caller, batch, Steps(2))
        except OperationalError:
            failed += 1
            faults.arm(None)
            assert unfinished(service.get("/v1/flags"))["done"] == 0
        else:
            faults.arm(None)
            return failed
