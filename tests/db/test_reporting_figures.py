"""What the reporting views say is what the API says, whatever was sent, on any day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.db.reporting import connected, rows_of, served, stop_the_clock
from tests.harness.service import Client, Clock
from tests.journeys.asking import CLOCK, id_of
from tests.journeys.histories import FIRST, SPAN, Sender, Step, histories, people_and_teams
from tests.resources import make

ONE_SERVICE = hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
MEASURES = (
    "expected", "met", "met_late", "overdue", "in_grace", "due_soon", "not_yet_due",
    "paused", "excused", "cannot_judge",
)  # fmt: skip
GROUPS = ("rule", "team_id", "supervisor_id", "worker_id", "plan_type")
RENAMED = {"id": "expectation_id", "state": "state_today"}
ELSEWHERE = {"severity", "known_from", "known_until", "sentence", "due_at"}
"""In rpt_dim_rule, of no use without `known_at`, made of words, written otherwise."""


@pytest.fixture
def service(database_url: str) -> Iterator[Client]:
    with served(database_url) as client:
        yield client


def organisation_of(client: Client) -> UUID:
    return client.running.known(client.key).organisation_id


def sent(service: Client, history: list[Step]) -> Client:
    """A client of an organisation of its own, in which all of a history has happened."""
    sender = Sender(service.stranger())
    for step in [*people_and_teams(), *history]:
        sender.client.clock.forward(minutes=1)
        sender.send(step)
    return sender.client


def excuse(client: Client, wanted: list[tuple[int, int, int]], as_at: str) -> None:
    """Exemptions of some of what there is, each from a day before or after its due day on."""
    found = client.items("/v1/expectations", include_ended="true", as_at=as_at)
    dated = [row for row in found if row["due_on"]]
    for place, shift, length in wanted if dated else ():
        row = dated[place % len(dated)]
        from_on = date.fromisoformat(row["due_on"]) + timedelta(days=shift)
        body = {
            "reason": "Jury service",
            "approver_ref": "M0",
            "from_on": from_on.isoformat(),
            "expires_on": (from_on + timedelta(days=length)).isoformat(),
        }
        make.created(client.post(f"/v1/expectations/{row['id']}/exemptions", body))


def listed(client: Client, as_at: str) -> list[dict[str, Any]]:
    """Every stretch begun by a day, in the words of the view."""
    return [
        {RENAMED.get(name, name): row[name] for name in row if name not in ELSEWHERE}
        for row in client.items("/v1/expectations", include_ended="true", as_at=as_at)
    ]


def counted(client: Client, **asked: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """The figures by every group there is."""
    groups = ",".join(name.removesuffix("_id") for name in GROUPS)
    answer = make.ok(client.get("/v1/compliance", None, group_by=groups, **asked))
    return {
        tuple(item[name] for name in GROUPS): {name: item[name] for name in MEASURES}
        for item in answer["items"]
        if any(item[name] for name in MEASURES)
    }


def summed(facts: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, int]]:
    """The facts' measures added up by group."""
    sums: dict[tuple[Any, ...], Counter[str]] = {}
    for fact in facts:
        group = sums.setdefault(tuple(fact[name] for name in GROUPS), Counter())
        group.update({name: fact[name] for name in MEASURES})
    return {
        group: {name: counts[name] for name in MEASURES}
        for group, counts in sums.items()
        if any(counts.values())
    }


def counts_in(fact: dict[str, Any], first: str, last: str) -> bool:
    """Due in a period, or without a due day and standing on some day of it."""
    if fact["due_on"]:
        return bool(first <= fact["due_on"] <= last)
    return bool(fact["from_on"] <= last and (not fact["ended_on"] or fact["ended_on"] > first))


def key(row: dict[str, Any]) -> tuple[str, str]:
    return row["expectation_id"], row["from_on"]


@hypothesis.settings(ONE_SERVICE, max_examples=12)
@given(
    history=histories,
    exempt=st.lists(
        st.tuples(st.integers(0, 50), st.integers(-20, 20), st.integers(0, 40)), max_size=4
    ),
    today=st.integers(0, SPAN + 19),
    period=st.tuples(st.integers(-30, SPAN + 40), st.integers(0, 200)),
)
def test_views_and_api_say_the_same(
    service: Client,
    history: list[Step],
    exempt: list[tuple[int, int, int]],
    today: int,
    period: tuple[int, int],
) -> None:
    service.clock.set(Clock().now)
    client = sent(service, history)
    day = (FIRST + timedelta(days=today)).isoformat()
    excuse(client, exempt, day)
    organisation = organisation_of(client)
    with connected(service.running.database_url) as connection:
        stop_the_clock(connection, f"{day} 12:00:00")
        stretches = rows_of(connection, "rpt_expectation", organisation)
        facts = rows_of(connection, "rpt_fact_supervision", organisation)
    expected = listed(client, day)
    shared = [{name: row[name] for name in expected[0]} for row in stretches] if expected else []
    assert sorted(shared, key=key) == sorted(expected, key=key)
    overdue = [key(row) for row in stretches if row["state_today"] == "overdue"]
    flags = client.items("/v1/flags", as_at=day)
    assert sorted(overdue) == sorted((flag["id"], flag["from_on"]) for flag in flags)
    first, length = period
    begins = FIRST + timedelta(days=first)
    span = {"from": begins.isoformat(), "to": (begins + timedelta(days=length)).isoformat()}
    due = [fact for fact in facts if counts_in(fact, *span.values())]
    assert summed(due) == counted(client, as_at=day, **span)


def seen(service: Client, day: str) -> dict[str, Any]:
    """What the views say on a day of W1's clock, and of the policy."""
    organisation = organisation_of(service)
    with connected(service.running.database_url) as connection:
        stop_the_clock(connection, f"{day} 12:00:00")
        [today] = rows_of(connection, "rpt_dim_organisation", organisation)
        stretches = rows_of(connection, "rpt_expectation", organisation)
        facts = rows_of(connection, "rpt_fact_supervision", organisation)
    [late] = [
        row
        for row in stretches
        if row["due_on"] == "2026-02-02" and row["rule"] == CLOCK and row["subject_ref"] == "W1"
    ]
    [fact] = [row for row in facts if key(row) == key(late)]
    return {**today, **fact, "state": late["state_today"]}


@pytest.fixture
def flagged(service: Client) -> str:
    """W1, whose next session was due on 2 February."""
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    worker = id_of(service, "workers", "W1")
    [flag] = service.items("/v1/flags", rule=CLOCK, as_at="2026-02-03", worker=worker)
    found: str = flag["id"]
    return found


def test_what_is_exempted_is_excused_on_the_days_of_the_exemption(
    service: Client, flagged: str
) -> None:
    jury = {"reason": "Jury service", "approver_ref": "M1"}
    days = {"from_on": "2026-02-10", "expires_on": "2026-02-20"}
    make.created(service.post(f"/v1/expectations/{flagged}/exemptions", {**jury, **days}))
    found = {day: seen(service, f"2026-02-{day}") for day in ("09", "10", "20", "21")}
    assert {day: (row["state"], row["days_late"]) for day, row in found.items()} == {
        "09": ("overdue", 7),
        "10": ("excused", None),
        "20": ("excused", None),
        "21": ("overdue", 19),
    }
    counted = {day: (row["expected"], row["overdue"], row["excused"]) for day, row in found.items()}
    assert counted == {"09": (1, 1, 0), "10": (0, 0, 1), "20": (0, 0, 1), "21": (1, 1, 0)}


def test_what_is_due_soon_is_said_by_the_policy_of_the_day(service: Client, flagged: str) -> None:
    assert flagged
    policy = {"effective_on": "2026-01-20", "restate": True, "warning_days": 10}
    make.created(service.post("/v1/policies", policy))
    service.work()
    found = {day: seen(service, f"2026-01-{day}") for day in ("19", "22", "23")}
    assert {day: (row["state"], row["policy_version"]) for day, row in found.items()} == {
        "19": ("not_yet_due", 0),
        "22": ("not_yet_due", 1),
        "23": ("due_soon", 1),
    }
    ends = {day: row["due_soon_until"] for day, row in found.items()}
    assert ends == {"19": "2026-01-26", "22": "2026-02-01", "23": "2026-02-02"}
