"""A day off announced late moves what is open, from that day on; what is closed keeps its days."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import evening
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_calendar import cancelled, due, put

OFF = ["2026-02-10", "2026-02-24", "2026-03-02"]
"""Tuesday 10 and 24 February and Monday 2 March; today is Friday 27 February."""
LATER = ("known_from", "known_until")


def rows(service: Client, rule: str, **query: str) -> list[dict[str, Any]]:
    """The stretches of a rule as at today, without when we came to know them."""
    found = service.items("/v1/expectations", rule=rule, include_ended="true", **query)
    return [{name: row[name] for name in row if name not in LATER} for row in found]


def met_in_time(service: Client) -> str:
    cancelled(service, "S1", "2026-02-06")
    make.session(service, "S2", on="2026-02-12")
    return "cancellation-rearranged"


def met_late(service: Client) -> str:
    cancelled(service, "S1", "2026-02-06")
    make.session(service, "S2", on="2026-02-16")
    return "cancellation-rearranged"


def left(service: Client) -> str:
    cancelled(service, "S1", "2026-02-20")
    posts = [{"role": "social_worker", "started_on": "2024-01-01", "ended_on": "2026-02-25"}]
    service.put("workers", "W1", {"posts": posts})
    return "cancellation-rearranged"


def superseded(service: Client) -> str:
    make.session(service, "S1", on="2026-02-06", feedback=[])
    make.session(service, "S2", on="2026-02-26", recorded_at="2026-02-26T15:00:00Z")
    return "feedback-sought"


def written_up_by_the_hour(service: Client) -> str:
    make.case(service)
    make.note(service, decided_on="2026-02-23", recorded_at="2026-02-26T09:00:00Z")
    return "oversight-recorded"


CLOSED = [met_in_time, met_late, left, written_up_by_the_hour]


@pytest.mark.parametrize("happened", CLOSED)
def test_what_is_closed_keeps_its_days(service: Client, happened: Any) -> None:
    make.people(service)
    rule = happened(service)
    before = rows(service, rule)
    assert before
    put(service, closure_days=OFF)
    assert rows(service, rule) == before
    assert verified(service).differences == []


def test_what_another_session_superseded_keeps_its_days(service: Client) -> None:
    make.people(service)
    rule = superseded(service)
    before = [row for row in rows(service, rule) if row["record_ref"] == "S1"]
    assert [(row["due_on"], row["end_reason"]) for row in before] == [("2026-02-13", "superseded")]
    put(service, closure_days=OFF)
    assert [row for row in rows(service, rule) if row["record_ref"] == "S1"] == before


def open_rearranging(service: Client) -> str:
    cancelled(service, "S1", "2026-02-24")
    return "cancellation-rearranged"


def open_feedback(service: Client) -> str:
    make.session(service, "S1", on="2026-02-24", feedback=[])
    return "feedback-sought"


def open_signing(service: Client) -> str:
    make.session(service, "S1", on="2026-02-18")
    return "record-signed"


def open_first_discussion(service: Client) -> str:
    plans = [{"type": "child_protection", "started_on": "2026-02-18"}]
    make.case(service, plans=plans, allocations=[{"worker_ref": "W1", "started_on": "2026-02-18"}])
    return "case-first"


@pytest.mark.parametrize(
    ("happened", "was_due_on", "due_on"),
    [
        (open_rearranging, "2026-03-03", "2026-03-04"),
        (open_feedback, "2026-03-03", "2026-03-04"),
        (open_signing, "2026-03-04", "2026-03-06"),
        (open_first_discussion, "2026-03-04", "2026-03-06"),
    ],
)
def test_what_is_open_moves_on_the_day_of_the_announcement(
    service: Client, happened: Any, was_due_on: str, due_on: str
) -> None:
    make.people(service)
    rule = happened(service)
    service.clock.forward(minutes=1)
    before = service.clock.now.isoformat()
    service.clock.forward(minutes=1)
    put(service, closure_days=OFF)
    told = [(row["from_on"], row["due_on"], row["calendar_version"]) for row in rows(service, rule)]
    assert (told[-1][0], told[-1][1], told[-1][2]) == ("2026-02-27", due_on, 2)
    assert [row["due_on"] for row in rows(service, rule, as_at="2026-02-26")] == [was_due_on]
    assert rows(service, rule, known_at=before)[-1]["due_on"] == was_due_on
    assert verified(service).differences == []


def test_what_is_announced_for_a_day_to_come_moves_nothing_before_it(service: Client) -> None:
    make.people(service)
    cancelled(service, "S1", "2026-02-24")
    put(service, closure_days=OFF, effective_on="2026-03-01")
    assert due(service)["S1"]["due_on"] == "2026-03-03"
    assert due(service, as_at="2026-02-28")["S1"]["due_on"] == "2026-03-03"
    assert due(service, as_at="2026-03-01")["S1"]["due_on"] == "2026-03-04"


def test_a_day_off_that_is_taken_back_moves_them_back(service: Client) -> None:
    make.people(service)
    cancelled(service, "S1", "2026-02-24")
    put(service, closure_days=OFF)
    put(service, closure_days=[])
    assert due(service)["S1"]["due_on"] == "2026-03-03"
    assert verified(service).differences == []


def test_a_flag_of_today_is_none_if_its_last_day_moves(service: Client) -> None:
    make.people(service)
    cancelled(service, "S1", "2026-02-19")
    assert due(service)["S1"]["state"] == "overdue"
    put(service, closure_days=["2026-02-24"])
    assert (due(service)["S1"]["state"], due(service)["S1"]["due_on"]) == (
        "due_today",
        "2026-02-27",
    )
    evening(service, "2026-02-28")
    assert due(service)["S1"]["state"] == "overdue"


def test_calendar_days_that_roll_move_too(service: Client) -> None:
    roll = {"record-shared": {"roll": "next_working_day"}}
    make.created(service.post("/v1/policies", {"effective_on": "2026-02-27", "rules": roll}))
    evening(service, "2026-03-02")
    make.people(service)
    make.session(service, "S1", on="2026-02-27")
    [shared] = rows(service, "record-shared")
    assert shared["due_on"] == "2026-03-06"
    put(service, closure_days=["2026-03-06"])
    assert rows(service, "record-shared")[-1]["due_on"] == "2026-03-09"
    assert verified(service).differences == []


def test_a_time_zone_moves_no_deadline(service: Client) -> None:
    """23:30 on 23 February in London is the next day in Athens, for what is sent from then on."""
    make.people(service)
    make.case(service)
    cancelled(service, "S1", "2026-02-24")
    make.note(service, decided_on=None, decided_at="2026-02-26T23:30:00Z")
    rules = ("cancellation-rearranged", "oversight-recorded")
    before = [rows(service, rule) for rule in rules]
    put(service, time_zone="Europe/Athens")
    put(service, time_zone="Europe/London")
    put(service, time_zone="Europe/Athens")
    after = [rows(service, rule) for rule in rules]
    assert [[row["due_on"] for row in each] for each in after] == [
        [row["due_on"] for row in each] for each in before
    ]
    assert [row["due_at"] for row in after[1]] == [row["due_at"] for row in before[1]]
    assert verified(service).differences == []


def test_today_is_that_of_the_new_time_zone(service: Client) -> None:
    service.clock.set(datetime(2026, 2, 27, 22, 30, tzinfo=UTC))
    assert make.ok(service.get("/v1/flags"))["as_at"] == "2026-02-27"
    put(service, time_zone="Europe/Athens")
    assert make.ok(service.get("/v1/flags"))["as_at"] == "2026-02-28"
