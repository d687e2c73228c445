"""The worked cases of the rules, sent and asked as a case system does.

Cases 5 to 7 are `test_worked_cases_of_a_child.py`, case 10 is `test_leaver.py`, and case 14 is
`tests/resources/test_putting.py`, for every type of record.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import CLOCK, cleared, evening, flags, id_of, next_due, rows
from tests.journeys.verifying import verified
from tests.resources import make


def supervised(service: Client, on: str, **worker: Any) -> None:
    """W1, a week in post, has a personal session with M1, which is sent that evening."""
    evening(service, on)
    week_before = date.fromisoformat(on) - timedelta(days=7)
    make.worker(service, "W1", **{"posts": [{"started_on": str(week_before)}], **worker})
    make.worker(service, "M1", posts=[])
    make.session(service, "S1", on=on, recorded_at=f"{on}T17:00:00Z")


def policy(service: Client, on: str, rule: str, **parameters: Any) -> None:
    """A version that holds from the day on which it comes."""
    evening(service, on)
    body = {"effective_on": on, "rules": {rule: parameters}}
    make.created(service.post("/v1/policies", body))
    service.work()


def told(rows: list[Any], *fields: str) -> list[Any]:
    return [tuple(row[field] for field in fields) for row in rows]


@pytest.mark.parametrize(
    ("as_at", "state", "flagged"),
    [("2026-02-01", "due_soon", 0), ("2026-02-02", "due_today", 0), ("2026-02-03", "overdue", 1)],
)
def test_case_1_28_days_from_5_january(
    service: Client, as_at: str, state: str, flagged: int
) -> None:
    supervised(service, "2026-01-05")
    evening(service, "2026-02-03")
    assert next_due(service, as_at) == [("2026-02-02", state)]
    assert len(flags(service, as_at, rule=CLOCK)) == flagged


def test_case_2_28_calendar_days_from_19_march(service: Client) -> None:
    supervised(service, "2026-03-19")
    assert next_due(service, "2026-03-19") == [("2026-04-16", "not_yet_due")]


def test_case_2_20_working_days_from_19_march(service: Client) -> None:
    policy(service, "2026-03-19", CLOCK, interval=20, unit="working_day")
    supervised(service, "2026-03-19")
    assert next_due(service, "2026-03-19") == [("2026-04-20", "not_yet_due")]
    assert verified(service).differences == []


def test_case_3_due_on_boxing_day_and_held_on_29_december(service: Client) -> None:
    supervised(service, "2025-11-28")
    evening(service, "2025-12-29")
    sent = make.created(service.put("sessions", "S2", make.held("2025-12-29")))
    assert CLOCK in cleared(sent)
    late = rows(service, CLOCK, "2025-12-29", state="met_late")
    assert told(late, "due_on", "met_on", "days_late") == [("2025-12-26", "2025-12-29", 3)]


def test_case_3_rolled_before_the_holidays(service: Client) -> None:
    policy(service, "2025-11-28", CLOCK, roll="previous_working_day")
    supervised(service, "2025-11-28")
    assert next_due(service, "2025-11-28") == [("2025-12-24", "not_yet_due")]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("as_at", "due_on", "state"),
    [("2025-10-19", "2025-10-24", "due_soon"), ("2025-10-20", "2025-10-31", "not_yet_due")],
)
def test_case_4_the_first_six_weeks_of_a_newly_qualified_worker_end(
    service: Client, as_at: str, due_on: str, state: str
) -> None:
    start = "2025-09-08"
    posts = [{"started_on": start, "stage": "asye"}]
    supervised(service, "2025-10-17", posts=posts, asye_started_on=start)
    evening(service, "2025-10-20")
    assert next_due(service, as_at) == [(due_on, state)]
    assert verified(service).differences == []


def written_up_on_12_march(service: Client) -> None:
    """The session that was due on 27 February was held that day, and is heard of on 12 March."""
    supervised(service, "2026-01-30")
    evening(service, "2026-03-12")
    make.session(service, "S2", on="2026-02-27", recorded_at="2026-03-12T09:00:00Z")
    evening(service, "2026-03-16")


@pytest.mark.parametrize(
    ("known_at", "state"),
    [
        ("2026-02-28", "overdue"),
        ("2026-03-11", "overdue"),
        ("2026-03-12", "met"),
        ("2026-03-15", "met"),
    ],
)
def test_case_8_what_was_known_of_28_february(service: Client, known_at: str, state: str) -> None:
    written_up_on_12_march(service)
    then = rows(service, CLOCK, "2026-02-28", known_at=known_at)
    assert told([row for row in then if row["due_on"] == "2026-02-27"], "state") == [(state,)]
    up = flags(service, "2026-02-28", rule=CLOCK, known_at=known_at)
    assert up == ({(CLOCK, "W1")} if state == "overdue" else set())


@pytest.mark.parametrize(
    ("as_at", "state", "days_late"),
    [
        ("2026-03-06", "due_today", None),
        ("2026-03-07", "overdue", 1),
        ("2026-03-11", "overdue", 5),
        ("2026-03-12", "met_late", 6),
    ],
)
def test_case_8_it_was_written_up_late(
    service: Client, as_at: str, state: str, days_late: int | None
) -> None:
    written_up_on_12_march(service)
    [row] = rows(service, "record-on-time", as_at, record=id_of(service, "sessions", "S2"))
    assert (row["due_on"], row["state"], row["days_late"]) == ("2026-03-06", state, days_late)
    assert verified(service).differences == []


def test_case_9_cancelled_on_the_due_day_and_held_on_13_april(service: Client) -> None:
    supervised(service, "2026-03-05")
    evening(service, "2026-04-02")
    cancelled = {
        name: value for name, value in make.held().items() if name not in ("started_at", "ended_at")
    }
    days = {"planned_on": "2026-04-02", "cancelled_on": "2026-04-02"}
    make.made(service, "sessions", "S2", {**cancelled, "status": "cancelled", **days})
    evening(service, "2026-04-13")
    make.session(service, "S3", on="2026-04-13")
    rearranged = rows(service, "cancellation-rearranged", "2026-04-13")
    assert told(rearranged, "due_on", "met_on", "state") == [("2026-04-13", "2026-04-13", "met")]
    late = rows(service, CLOCK, "2026-04-13", state="met_late")
    assert told(late, "due_on", "days_late") == [("2026-04-02", 11)]
    assert verified(service).differences == []


def decided(service: Client, recorded_at: str) -> list[Any]:
    """How it went with a decision of Friday 22 May at 16:00 in London."""
    evening(service, "2026-05-22")
    make.worker(service, "M1", posts=[])
    make.case(service)
    evening(service, "2026-05-27")
    said = {"decided_on": None, "decided_at": "2026-05-22T15:00:00Z", "recorded_at": recorded_at}
    make.note(service, **said)
    found = rows(service, "oversight-recorded", "2026-05-27")
    return told(found, "due_on", "due_at", "state")


@pytest.mark.parametrize(
    ("recorded_at", "state"),
    [("2026-05-23T15:00:00Z", "met"), ("2026-05-23T15:00:01Z", "met_late")],
)
def test_case_11_24_hours(service: Client, recorded_at: str, state: str) -> None:
    assert decided(service, recorded_at) == [("2026-05-23", "2026-05-23T15:00:00Z", state)]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("recorded_at", "state"),
    [("2026-05-26T22:59:59Z", "met"), ("2026-05-26T23:00:00Z", "met_late")],
)
def test_case_11_one_working_day(service: Client, recorded_at: str, state: str) -> None:
    policy(service, "2026-05-22", "oversight-recorded", interval=1, unit="working_day")
    assert decided(service, recorded_at) == [("2026-05-26", None, state)]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("as_at", "due_on", "state"),
    [
        ("2026-01-10", "2026-01-10", "due_today"),
        ("2026-01-11", "2026-01-10", "overdue"),
        ("2026-01-14", "2026-01-10", "overdue"),
        ("2026-01-15", "2026-01-30", "not_yet_due"),
        ("2026-01-30", "2026-01-30", "due_today"),
        ("2026-01-31", "2026-01-30", "overdue"),
    ],
)
def test_case_12_an_action_is_carried_forward(
    service: Client, as_at: str, due_on: str, state: str
) -> None:
    supervised(service, "2026-01-05")
    make.ok(service.put("sessions", "S1", {"actions": [make.action("A1", "2026-01-10")]}))
    evening(service, "2026-01-15")
    carried = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-01-30"}
    make.session(service, "S2", on="2026-01-15", action_reviews=[carried])
    evening(service, "2026-01-31")
    found = rows(service, "action-completed", as_at)
    assert told(found, "due_on", "state") == [(due_on, state)]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("stage", "asked", "nothing"),
    [
        ("standard", {"from": "2026-01-27", "to": "2026-02-02"}, "expected"),
        ("odd", {"measure": "in_timescale"}, "subjects"),
    ],
)
def test_case_13_where_nothing_is_expected_there_is_no_rate(
    service: Client, stage: str, asked: dict[str, str], nothing: str
) -> None:
    """What is not yet due, and what cannot be judged, is neither 0 nor 1."""
    evening(service, "2026-01-05")
    make.team(service)
    post = {"team_ref": "T1", "started_on": "2025-12-29", "stage": stage}
    supervised(service, "2026-01-05", posts=[post])
    query = {"rule": CLOCK, "group_by": "team", "as_at": "2026-01-06", **asked}
    [item] = make.ok(service.get("/v1/compliance", None, **query))["items"]
    assert (item["team_ref"], item[nothing]) == ("T1", 0)
    assert (item["rate"], item["rag"]) == (None, None)
