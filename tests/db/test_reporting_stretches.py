"""The views count what the API counts for every stretch that a database can hold.

Lives that are sent seldom end in their days of grace, or are excused on the due day alone.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, MetaData, insert

from app.db.base import LIVE, new_id
from tests.db.reporting import connected, rows_of, served, stop_the_clock
from tests.db.test_reporting_figures import counted, counts_in, key, listed, summed
from tests.harness.service import Client
from tests.resources import make

TODAY = date(2026, 2, 27)
STRETCHES, EXEMPTIONS = 1500, 2000


@pytest.fixture
def service(database_url: str) -> Iterator[Client]:
    with served(database_url) as client:
        yield client


def near(random: Random) -> date:
    """A day at most six days from today, so that two days often are the same."""
    return TODAY + timedelta(days=random.randint(-6, 6))


def stretch(random: Random, subject: UUID) -> dict[str, Any]:
    """A stretch with any days and in any state."""
    due_on = random.choice([None, near(random), near(random), near(random)])
    met_on = random.choice([None, near(random)])
    ended_on = random.choice([None, near(random)])
    grace = random.randint(1, 3)
    return {
        "id": new_id().hex,
        "from_on": near(random) - timedelta(days=random.choice([0, 7])),
        "known_from": 1,
        "known_until": LIVE,
        "rule": "personal-timescale",
        "subject_type": "worker",
        "subject_id": subject.hex,
        "anchor": "",
        "opened_on": TODAY - timedelta(days=20),
        "ended_on": ended_on,
        "end_reason": random.choice(["changed", "left", "closed"]) if ended_on else None,
        "due_on": due_on,
        "breach_on": due_on + timedelta(days=grace) if due_on else None,
        "met_on": met_on,
        "in_time": met_on <= due_on if met_on and due_on else (True if met_on else None),
        "judgement": random.choice(["judged", "judged", "paused", "cannot_judge"]),
        "worker_id": subject.hex,
        "policy_version": 0,
        "calendar_version": 1,
        "settled_on": date(9999, 12, 31),
        "trace": '{"steps": [], "near_misses": []}',
    }


def exemption(random: Random, expectation: dict[str, Any], approver: UUID) -> dict[str, Any]:
    """An exemption of a few days, which may have been withdrawn."""
    from_on = near(random)
    return {
        "id": new_id().hex,
        "known_from": 1,
        "known_until": random.choice([LIVE, LIVE, LIVE, 2]),
        "made_in": 1,
        "expectation_id": expectation["id"],
        **{name: expectation[name] for name in ("rule", "subject_id", "opened_on")},
        "from_on": from_on,
        "expires_on": from_on + timedelta(days=random.randint(0, 3)),
        "approver_id": approver.hex,
        "reason": "",
        "created_at": datetime(2026, 2, 1, tzinfo=UTC),
        "client_id": approver.hex,
    }


def stored(connection: Connection, table: str, rows: list[dict[str, Any]], owner: UUID) -> None:
    known = MetaData()
    known.reflect(connection, only=[table])
    connection.execution_options(no_parameters=False).execute(
        insert(known.tables[table]), [{"organisation_id": owner.hex, **row} for row in rows]
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_views_and_api_say_the_same_of_any_stretch(service: Client, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # invented rows, not secrets
    mine = service.running.known(service.key).organisation_id
    worker = UUID(make.worker(service, "W1", posts=[])["id"])
    rows = [stretch(random, worker) for _ in range(STRETCHES)]
    exempt = [exemption(random, random.choice(rows), worker) for _ in range(EXEMPTIONS)]
    with connected(service.running.database_url) as connection:
        stored(connection, "expectation", rows, mine)
        stored(connection, "exemption", exempt, mine)
        stop_the_clock(connection, f"{TODAY} 12:00:00")
    with connected(service.running.database_url) as connection:
        stretches = rows_of(connection, "rpt_expectation", mine)
        facts = rows_of(connection, "rpt_fact_supervision", mine)
    expected = listed(service, TODAY.isoformat())
    shared = [{name: row[name] for name in expected[0]} for row in stretches]
    assert sorted(shared, key=key) == sorted(expected, key=key)
    days = [(TODAY + timedelta(days=n)).isoformat() for n in range(-7, 8)]
    found = {on: summed([fact for fact in facts if counts_in(fact, on, on)]) for on in days}
    as_at = TODAY.isoformat()
    assert found == {on: counted(service, as_at=as_at, **{"from": on, "to": on}) for on in days}
