"""Supervision agreements over HTTP: what is refused, and the interval of one's own."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.verifying import verified
from tests.resources import make


def due(service: Client) -> list[str]:
    worker = make.ok(service.get(keyed("workers", "W1")))["id"]
    rows = service.items("/v1/expectations", rule="personal-timescale", worker=worker)
    return [row["due_on"] for row in rows if row["met_on"] is None]


def supervised(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-02-02")


def test_a_shorter_interval_of_ones_own_moves_the_due_day(service: Client) -> None:
    supervised(service)
    assert due(service) == ["2026-03-02"]
    make.agreement(service, interval_days=14)
    assert due(service) == ["2026-02-16"]
    assert verified(service).differences == []


def test_the_answer_says_which_flags_that_raised_and_cleared(service: Client) -> None:
    supervised(service)
    kept = {"signed_on": "2025-01-01", "reviews": ["2026-01-05"]}
    people = {"supervisee_ref": "W1", "supervisor_ref": "M1"}
    body = {**people, **kept, "started_on": "2025-01-01"}
    raised = service.put("agreements", "AG1", {**body, "interval_days": 14}).json["flags"]
    assert [flag["rule"] for flag in raised["raised"]] == ["personal-timescale"]
    cleared = service.put("agreements", "AG1", {"interval_days": 28}).json["flags"]
    assert [flag["rule"] for flag in cleared["cleared"]] == ["personal-timescale"]


@pytest.mark.parametrize("way", ["delete", "ended", "null", "other", "longer"])
def test_without_it_the_policys_interval_holds_again(service: Client, way: str) -> None:
    supervised(service)
    make.worker(service, "W2")
    make.agreement(service, interval_days=14)
    if way == "delete":
        service.delete(keyed("agreements", "AG1"))
    else:
        change: dict[str, Any] = {
            "ended": {"ended_on": "2025-12-31"},
            "null": {"interval_days": None},
            "other": {"supervisee_ref": "W2"},
            "longer": {"interval_days": 60},
        }[way]
        make.ok(service.put("agreements", "AG1", change))
    assert due(service) == ["2026-03-02"]
    assert verified(service).differences == []


def test_one_that_starts_later_counts_from_its_start(service: Client) -> None:
    supervised(service)
    make.agreement(service, started_on="2026-02-10", interval_days=14)
    assert due(service) == ["2026-02-24"]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    "fields",
    [
        {"supervisor_ref": "W1"},
        {"ended_on": "2024-12-31"},
        {"interval_days": 0},
        {"interval_days": -7},
        {"interval_days": "14"},
        {"interval_days": 3661},
        {"signed_on": "2026-03-01"},
        {"reviews": ["2026-03-01"]},
        {"reviews": ["2024-12-31"]},
        {"reviews": ["2026-02-01", "2026-02-01"]},
        {"started_on": None},
        {"supervisee_ref": None},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(service: Client, fields: dict[str, Any]) -> None:
    make.people(service)
    people = {"supervisee_ref": "W1", "supervisor_ref": "M1", "started_on": "2025-01-01"}
    answer = service.put("agreements", "AG1", {**people, **fields})
    assert (answer.status, answer.code) == (422, "invalid")


def test_it_may_be_signed_before_it_starts_and_its_reviews_are_in_order(service: Client) -> None:
    make.people(service)
    days = ["2026-02-01", "2025-06-01"]
    agreement = make.agreement(service, signed_on="2024-12-20", reviews=days)
    assert agreement["reviews"] == sorted(days)
