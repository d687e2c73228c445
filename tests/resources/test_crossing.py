"""What the coming of a day does to flags is told once, on its day, however late it is noticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db import line
from app.db.database import Database
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.crossing import cross
from app.resources.expectations.evaluation import evaluate
from app.resources.operations.batch import Put, put_all
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER
from app.rules.catalogue import RULES
from tests.harness.service import Client, Clock
from tests.journeys.verifying import verified
from tests.resources import make

Told = list[tuple[str, str, str | None]]


def at(service: Client, day: int, hour: int = 9) -> None:
    service.clock.set(datetime(2026, 2, day, hour, tzinfo=UTC))


def anchored(service: Client, opened_on: str = "2026-01-05") -> str:
    """The expectation that a session of W1 has opened."""
    rows = service.items("/v1/expectations", rule="personal-timescale", include_ended="true")
    ids = {row["id"] for row in rows if (row["worker_ref"], row["opened_on"]) == ("W1", opened_on)}
    (id,) = ids
    return str(id)


def told(service: Client, opened_on: str = "2026-01-05") -> Told:
    """What was done to its flag, and all sessions: type, verb, day."""
    flag = anchored(service, opened_on)
    events = make.ok(service.get("/v1/events", None, limit=5000))["items"]
    return [
        (event["type"], event["verb"], event["day"])
        for event in events
        if event["type"] == "sessions" or event["subject_id"] == flag
    ]


@pytest.fixture
def due(service: Client) -> Client:
    """On 2 February a session is due; nothing else of W1 is expected."""
    at(service, 1)
    quiet = {code: {"enabled": False} for code in RULES}
    quiet["personal-timescale"] = {"enabled": True}
    make.created(service.post("/v1/policies", {"effective_on": "2026-01-01", "rules": quiet,
                                               "restate": True}))  # fmt: skip
    service.work()
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    assert told(service) == [("sessions", "created", None)]
    return service


def test_a_day_that_passes_raises_a_flag_on_the_line(due: Client) -> None:
    at(due, 3)
    due.work()
    assert told(due)[1:] == [("flags", "raised", "2026-02-03")]
    assert verified(due).differences == []


def test_on_the_due_day_there_is_nothing_to_tell(due: Client) -> None:
    at(due, 2, 23)
    due.work()
    assert told(due)[1:] == []


def test_noticing_again_adds_nothing(due: Client) -> None:
    at(due, 3)
    due.work()
    due.work()
    at(due, 4)
    due.work()
    assert len(told(due)) == 2


def test_two_who_notice_at_once_tell_it_once(due: Client) -> None:
    at(due, 3)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: due.work(), range(4)))
    assert len(told(due)) == 2


def test_a_week_that_nobody_noticed_loses_nothing(due: Client) -> None:
    period = {"from_on": "2026-02-05", "expires_on": "2026-02-07"}
    said = {"reason": "Jury service", "approver_ref": "M1", **period}
    make.created(due.post(f"/v1/expectations/{anchored(due)}/exemptions", said))
    at(due, 20)
    due.work()
    assert told(due)[2:] == [
        ("flags", "raised", "2026-02-03"),
        ("flags", "cleared", "2026-02-05"),
        ("flags", "raised", "2026-02-08"),
    ]


def test_more_days_than_one_transaction_takes_are_all_noticed(due: Client) -> None:
    due.clock.set(datetime(2027, 2, 1, tzinfo=UTC))
    due.work()
    assert told(due)[1:] == [("flags", "raised", "2026-02-03")]
    at(due, 3)  # a clock put back undoes nothing, and tells nothing twice
    due.work()
    assert len(told(due)) == 2


def test_the_first_write_of_a_day_comes_after_what_the_day_has_brought(due: Client) -> None:
    at(due, 3, 18)
    make.session(due, "S2", on="2026-02-03")
    assert told(due)[1:] == [
        ("flags", "raised", "2026-02-03"),
        ("sessions", "created", None),
        ("flags", "cleared", None),
    ]


def test_a_day_begins_where_the_organisation_is(service: Client) -> None:
    make.people(service)
    service.clock.set(datetime(2026, 6, 29, 20, tzinfo=UTC))
    make.session(service, "S1", on="2026-06-01")
    service.clock.set(datetime(2026, 6, 29, 22, 59, tzinfo=UTC))
    service.work()
    assert ("flags", "raised", "2026-06-30") not in told(service, "2026-06-01")
    service.clock.set(datetime(2026, 6, 29, 23, 1, tzinfo=UTC))
    service.work()
    assert told(service, "2026-06-01")[-1] == ("flags", "raised", "2026-06-30")


def test_a_write_that_a_day_overtakes_begins_anew(due: Client) -> None:
    days: list[Any] = []

    def overtaken(uow: UnitOfWork) -> Any:
        days.append(uow.today)
        if len(days) == 1:  # as another process would, while this one works
            line.cross(uow, uow.today + timedelta(days=1))
            due.clock.forward(days=1)
        uow.pending.changes.append(line.Noted("calendar", uow.client.id, line.Verb.UPDATED))
        return lambda: None

    caller = due.running.known(due.key)
    due.app.state.database.write_now(caller, overtaken)
    assert [str(day) for day in days] == ["2026-02-01", "2026-02-02"]
    assert verified(due).differences == []


class Turning(Clock):
    """A clock that goes on to another instant once it has been looked at."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.next = now

    def __call__(self) -> datetime:
        now, self.now = self.now, self.next
        return now


def test_a_write_before_which_a_day_comes_waits_for_what_that_has_brought(due: Client) -> None:
    at(due, 2, 23)
    caller, clock = due.running.known(due.key), Turning(due.clock.now)
    engine = due.app.state.database.engine
    database = Database(engine, evaluate, cross, threads=1, clock=clock)
    database.cross_days(caller)
    at(due, 3, 18)
    clock.next = due.clock.now
    held = SessionPut.model_validate(make.held("2026-02-03"))
    database.write_now(caller, put_all, [Put(WRITER, "mosaic", "S2", held)])
    assert told(due)[1:] == [
        ("flags", "raised", "2026-02-03"),
        ("sessions", "created", None),
        ("flags", "cleared", None),
    ]
