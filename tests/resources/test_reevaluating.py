"""What says that an answer rests on work which is not finished, or on a restated policy."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import evening, id_of
from tests.resources import make
from tests.resources.test_flags import flag_of, late

RESTATED = {
    "effective_on": "2026-01-01",
    "restate": True,
    "rules": {"personal-timescale": {"interval": 21}},
}

ABOUT_ONE: dict[str, Callable[[Client], str]] = {
    "an expectation": lambda service: f"/v1/expectations/{flag_of(service)}",
    "a flag": lambda service: f"/v1/flags/{flag_of(service)}",
    "a worker": lambda service: f"/v1/workers/{id_of(service, 'workers', 'W1')}/supervision",
    "a case": lambda service: f"/v1/cases/{id_of(service, 'cases', 'C1')}/supervision",
}


@pytest.mark.parametrize("what", ABOUT_ONE)
def test_answers_about_one_thing_say_so_too(service: Client, what: str) -> None:
    late(service)
    make.case(service)
    path = ABOUT_ONE[what](service)
    assert said(service, path) == (None, [])
    evening(service, "2026-04-25")
    make.created(service.post("/v1/policies", RESTATED))
    job, restated = said(service, path)
    assert (job["policy_version"], restated) == (1, [1])
    assert said(service, path, known_at="2026-04-24") == (None, [])
    service.work()
    assert said(service, path) == (None, [1])


def test_a_flag_whose_expectation_is_gone_says_so_too(service: Client) -> None:
    path = f"/v1/flags/{late(service)}"
    off = {"personal-timescale": {"enabled": False}}
    make.created(service.post("/v1/policies", {**RESTATED, "rules": off}))
    service.work()
    assert said(service, path) == (None, [1])


def said(service: Client, path: str, **query: Any) -> tuple[Any, list[int]]:
    answer = make.ok(service.get(path, None, **query))
    return answer["reevaluating"], answer["restated_policy_versions"]
