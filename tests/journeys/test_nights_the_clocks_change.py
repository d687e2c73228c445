"""In London the clocks go forward on 29 March 2026 at one o'clock, back on 25 October at two."""

from datetime import datetime

import pytest

from tests.harness.service import Client
from tests.journeys.asking import evening, rows
from tests.resources import make

NIGHTS = [
    ("2026-03-28T23:59:59Z", "2026-03-28"),
    ("2026-03-29T00:30:00Z", "2026-03-29"),
    ("2026-03-29T22:59:59Z", "2026-03-29"),
    ("2026-03-29T23:00:00Z", "2026-03-30"),
    ("2026-10-24T22:59:59Z", "2026-10-24"),
    ("2026-10-24T23:00:00Z", "2026-10-25"),
    ("2026-10-25T23:59:59Z", "2026-10-25"),
    ("2026-10-26T00:00:00Z", "2026-10-26"),
    ("2026-03-29T00:30:00+01:00", "2026-03-28"),
    ("2026-10-25T00:30:00+01:00", "2026-10-25"),
]


@pytest.mark.parametrize(("at", "day"), NIGHTS)
def test_what_is_written_up_at_night_is_of_the_day_that_it_is_in_london(
    service: Client, at: str, day: str
) -> None:
    evening(service, "2026-10-27")
    make.people(service)
    make.session(service, on="2026-03-02", recorded_at=at)
    [row] = rows(service, "record-on-time", "2026-10-27")
    assert row["met_on"] == day


@pytest.mark.parametrize(("at", "day"), NIGHTS)
def test_a_session_at_night_is_of_the_day_on_which_it_began_in_london(
    service: Client, at: str, day: str
) -> None:
    evening(service, "2026-10-27")
    make.people(service)
    make.session(service, started_at=at, ended_at=None, minutes=90)
    [row] = rows(service, "check-in", "2026-10-27")
    assert row["opened_on"] == day


@pytest.mark.parametrize(("at", "day"), NIGHTS)
def test_today_is_the_day_that_it_is_in_london(service: Client, at: str, day: str) -> None:
    service.clock.set(datetime.fromisoformat(at))
    assert make.ok(service.get("/v1/expectations"))["as_at"] == day
