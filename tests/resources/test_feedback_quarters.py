"""The quarters of feedback summaries: what they hold, when they are settled, and that they stay."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.resources.feedback_summary.quarters import Quarter, newest
from tests.harness.service import Client, keyed
from tests.resources import make
from tests.resources.test_feedback_summary import (
    PATH,
    PUBLISHED,
    SPLITS,
    given,
    quarter,
    summary,
    team,
)

BEFORE = datetime(2026, 4, 28, tzinfo=UTC)
SETTLED = datetime(2026, 4, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first_on", "last_on", "known_at", "before"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2026-04-29", "2025-Q4"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "2026-07-29", "2026-Q1"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026-10-29", "2026-Q2"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2027-01-29", "2026-Q3"),
    ],
)
def test_a_quarter_has_its_days_and_its_instant(
    text: str, first_on: date, last_on: date, known_at: str, before: str
) -> None:
    one = Quarter.parse(text)
    assert (str(one), one.first_on, one.last_on) == (text, first_on, last_on)
    assert one.known_at.isoformat() == f"{known_at}T00:00:00+00:00"
    assert one.before == Quarter.parse(before)
    assert newest(one.published_at) == one
    assert {Quarter.of(first_on), Quarter.of(last_on)} == {one}


def settled(service: Client) -> list[Any]:
    return [summary(service, **split) for split in SPLITS]


def test_what_is_told_later_changes_nothing(service: Client) -> None:
    for name in ("T1", "T2"):
        team(quarter(service), name, [5, 6, 7, 8, 8, 9])
    before = settled(service)
    make.worker(service, "W9", posts=[{"team_ref": "T1", "started_on": "2024-01-01"}])
    given(service, "late", 1, supervisee_ref="W9", supervisor_ref="M-T1")
    post = {"posts": [{"team_ref": "T2", "started_on": "2024-01-01"}]}
    make.ok(service.put("workers", "T1-0", post))
    make.ok(
        service.put(
            "sessions",
            "S-T1-1",
            make.held("2025-12-01", supervisee_ref="T1-1", supervisor_ref="M-T1"),
        )
    )
    one, other = service.items("/v1/feedback")[:2]
    make.ok(service.patch(f"/v1/feedback/{one['id']}", {"score": 1}, if_match="*"))
    service.delete(f"/v1/feedback/{other['id']}", if_match="*")
    service.delete(keyed("sessions", "S-T2-1"))
    service.clock.forward(days=200)
    assert settled(service) == before


@pytest.mark.parametrize(("told_at", "scores"), [(BEFORE, 6), (SETTLED, 5)])
def test_what_is_told_within_28_days_counts(
    service: Client, told_at: datetime, scores: int
) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    service.clock.set(told_at)
    service.clock.forward(seconds=1)
    given(service, "late", 5, supervisee_ref="T1-0", supervisor_ref="M-T1")
    assert summary(service)["items"][0]["scores"] == scores


@pytest.mark.parametrize(("on", "scores"), [("2025-12-31", 5), ("2026-01-01", 6)])
def test_feedback_is_of_the_quarter_of_its_session(service: Client, on: str, scores: int) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    given(service, "edge", 5, supervisee_ref="T1-0", supervisor_ref="M-T1", on=on)
    assert summary(service)["items"][0]["scores"] == scores


def test_what_was_deleted_in_time_is_not_counted(service: Client) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    service.delete(keyed("sessions", "S-T1-0"))
    (row,) = summary(service)["items"]
    assert row["hidden"]


def test_the_last_settled_quarter_is_answered_unless_told(service: Client) -> None:
    service.clock.set(PUBLISHED)
    assert make.ok(service.get(PATH))["quarter"] == "2026-Q1"
    service.clock.forward(seconds=-1)
    assert make.ok(service.get(PATH))["quarter"] == "2025-Q4"


def test_a_quarter_is_refused_until_it_is_settled(service: Client) -> None:
    service.clock.set(PUBLISHED)
    service.clock.forward(seconds=-1)
    answer = service.get(PATH, quarter="2026-Q1")
    assert (answer.status, answer.code) == (400, "invalid-parameter")
    assert answer.json["errors"][0]["parameter"] == "quarter"
    assert summary(service)["items"] == []
