"""Several policies in a minute are one round: the newest job does what all would have done."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_jobs import SUBJECTS, WORKERS, authority, one_batch, overdue, unfinished


def interval(days: int, effective_on: str = "2026-02-01") -> dict[str, Any]:
    rules = {"personal-timescale": {"interval": days}}
    return {"effective_on": effective_on, "restate": True, "rules": rules}


def asked_for(service: Client, policy: dict[str, Any]) -> str:
    """The job of a policy that is sent a minute after the last."""
    service.clock.forward(minutes=1)
    id: str = make.created(service.post("/v1/policies", policy))["reevaluating"]["job_id"]
    return id


def job(service: Client, id: str) -> Any:
    return make.ok(service.get(f"/v1/jobs/{id}"))


def test_what_several_ask_for_is_done_once(service: Client) -> None:
    authority(service)
    first, second, third = (asked_for(service, interval(days)) for days in (60, 40, 7))
    done = service.work()
    assert (done.records[service.organisation], done.finished[service.organisation]) == (
        SUBJECTS,
        3,
    )
    assert [job(service, id)["merged_into"] for id in (first, second, third)] == [
        third,
        third,
        None,
    ]
    finished = {job(service, id)["finished_at"] for id in (first, second, third)}
    assert finished == {"2026-02-27T18:03:00Z"}
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def test_the_newest_begins_as_early_as_the_earliest(service: Client) -> None:
    authority(service)
    asked_for(service, interval(7, "2026-02-01"))
    newest = asked_for(service, {"effective_on": "2026-02-27", "warning_days": 3})
    service.work()
    assert job(service, newest)["since"] == "2026-02-01"
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


@pytest.mark.parametrize("done", range(1, SUBJECTS))
def test_one_that_comes_while_another_is_worked_on_takes_it_over(
    service: Client, done: int
) -> None:
    authority(service)
    first = asked_for(service, interval(7))
    one_batch(service, done)
    second = asked_for(service, interval(5, "2026-02-10"))
    assert unfinished(service.get("/v1/flags"))["job_id"] in {first, second}
    service.work()
    assert unfinished(service.get("/v1/flags")) is None
    assert overdue(service) == WORKERS
    assert verified(service).differences == []


def test_while_it_lasts_the_merged_one_says_where_it_went(service: Client) -> None:
    authority(service)
    first = asked_for(service, interval(60))
    one_batch(service, 3)
    second = asked_for(service, interval(7))
    one_batch(service, 2)
    merged, newest = job(service, first), job(service, second)
    assert (merged["merged_into"], merged["finished_at"], merged["done"]) == (second, None, 3)
    assert (newest["merged_into"], newest["finished_at"], newest["done"]) == (None, None, 2)
    assert (newest["phase"], newest["total"]) == ("evaluate workers", SUBJECTS)
    said = unfinished(service.get("/v1/flags"))
    assert (said["job_id"], said["done"], said["policy_version"]) == (second, 2, 2)


def test_one_that_was_merged_goes_along_when_its_own_is_merged(service: Client) -> None:
    authority(service)
    first, second = asked_for(service, interval(60)), asked_for(service, interval(40))
    one_batch(service, 2)
    third = asked_for(service, interval(7))
    one_batch(service, 2)
    assert {job(service, id)["merged_into"] for id in (first, second)} == {third}
    assert service.work().finished[service.organisation] == 3
    assert {job(service, id)["finished_at"] is None for id in (first, second, third)} == {False}


def test_a_calendar_and_a_policy_are_one_round(service: Client) -> None:
    authority(service)
    asked_for(service, interval(7))
    make.ok(service.ask("PUT", "/v1/calendar", {"closure_days": ["2026-03-02"]}))
    assert service.work().records[service.organisation] == SUBJECTS
    assert verified(service).differences == []


def test_what_was_known_since_the_first_was_asked_for_is_being_worked_out(
    service: Client,
) -> None:
    authority(service)
    asked_for(service, interval(60))
    between = make.ok(service.get("/v1/flags"))["known_at"]
    asked_for(service, interval(7))
    one_batch(service)
    assert unfinished(service.get("/v1/flags", None, known_at=between)) is not None


def test_policies_that_come_while_two_work_leave_no_difference(service: Client) -> None:
    """Two workers, one record a batch, and a policy after each look at how far they are."""
    authority(service)
    asked_for(service, interval(60))

    def working() -> int:
        worked = (one_batch(service) for _ in count())
        return sum(each.records for each in iter(lambda: next(worked), None))

    with ThreadPoolExecutor(3) as workers:
        two = [workers.submit(working), workers.submit(working)]
        for days in (50, 40, 30, 7):
            make.created(service.post("/v1/policies", interval(days)))
        assert sum(each.result() for each in two) >= SUBJECTS
    service.work()
    assert overdue(service) == WORKERS
    assert verified(service).differences == []
