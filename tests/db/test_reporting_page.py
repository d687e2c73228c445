"""What docs/reporting.md tells analysts to run does what it says, on both databases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.conftest import DATABASES
from tests.db.reporting import PAGE, VIEWS, connected, contract, read, served, stop_the_clock
from tests.harness.postgres import Server
from tests.harness.service import Client, unique
from tests.resources import make

BLOCKS = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
ROLE, ONE_ORGANISATION, TIMELINESS, OVERDUE, PUT_OFF = BLOCKS


@pytest.fixture
def service(database_url: str) -> Iterator[Client]:
    with served(database_url) as client:
        yield client


def asked(service: Client, query: str) -> list[dict[str, Any]]:
    """What a query of the page finds for the client's organisation on 27 February 2026."""
    with connected(service.running.database_url) as connection:
        stop_the_clock(connection, "2026-02-27 12:00:00")
        return read(connection, query.replace("Anytown Council", service.organisation))


def team_of_two(service: Client) -> None:
    """W1 and W2 of Duty, below Children; M1 supervises both."""
    make.team(service, "T1", name="Children")
    make.team(service, "T2", name="Duty", parent_ref="T1")
    for reference in ("W1", "W2"):
        posts = [{"team_ref": "T2", "started_on": "2024-01-01"}]
        make.worker(service, reference, display_name=f"{reference} (invented)", posts=posts)
    make.worker(service, "M1", display_name="M1 (invented)", posts=[])


def test_timeliness_by_team_and_month(service: Client) -> None:
    team_of_two(service)
    make.session(service, "S1", on="2025-11-03")
    make.session(service, "S2", on="2025-12-01")
    make.session(service, "S3", on="2026-01-05")
    make.session(service, "S4", on="2025-12-01", supervisee_ref="W2")
    months = {
        row["year_month"]: {**row, "percent_in_time": float(row["percent_in_time"])}
        for row in asked(service, TIMELINESS)
    }
    told = make.ok(
        service.get(
            "/v1/compliance",
            None,
            group_by="month",
            rule="personal-timescale",
            **{"from": "2025-04-01", "to": "2026-03-31", "as_at": "2026-02-27"},
        )
    )
    assert {month: row["expected"] for month, row in months.items()} == {
        item["month"]: item["expected"] for item in told["items"]
    }
    assert months["2025-12"] == {
        "year_month": "2025-12",
        "team": "Children / Duty",
        "expected": 3,
        "met": 1,
        "met_late": 1,
        "overdue": 1,
        "percent_in_time": 33.3,
    }


def test_who_is_overdue_today(service: Client) -> None:
    team_of_two(service)
    make.session(service, "S1", on="2026-01-05")
    make.session(service, "S2", on="2026-02-16", supervisee_ref="W2")
    clock = [row for row in asked(service, OVERDUE) if row["expected"].startswith("Personal")]
    assert [{**row, "due_on": str(row["due_on"])} for row in clock] == [
        {
            "team": "Children / Duty",
            "worker": "W1 (invented)",
            "supervisor": "M1 (invented)",
            "expected": "Personal supervision to timescale",
            "case_ref": None,
            "due_on": "2026-02-02",
            "days_late": 25,
        }
    ]


def test_actions_carried_forward_more_than_twice(service: Client) -> None:
    team_of_two(service)
    agreed = [make.action("A1", "2025-10-20"), make.action("A2", "2025-10-20")]
    make.session(service, "S0", on="2025-10-06", actions=agreed)
    for place, on in enumerate(("2025-11-03", "2025-12-01", "2026-01-05"), start=1):
        again = [{"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-01"}]
        once = [{"action_ref": "A2", "outcome": "carried_forward"}] if place < 3 else []
        make.session(service, f"S{place}", on=on, action_reviews=[*again, *once])
    found = [
        {**row, "current_due_on": str(row["current_due_on"])} for row in asked(service, PUT_OFF)
    ]
    assert [(row["action_ref"], row["owner"], row["carried_forward"]) for row in found] == [
        ("A1", "W1 (invented)", 3)
    ]
    assert found[0]["current_due_on"] == "2026-03-01"


@pytest.fixture
def granting(request: pytest.FixtureRequest) -> Iterator[Client]:
    """On PostgreSQL: SQLite has no roles."""
    with request.config.stash[DATABASES].fresh("postgresql") as url, served(url) as client:
        yield client


@dataclass(frozen=True)
class Roles:
    """The owner of the database, who has made roles as the page says and may become one of them."""

    owner: psycopg.Connection
    suffix: str

    def become(self, name: str) -> None:
        role = sql.Identifier(f"{name}{self.suffix}")
        self.owner.execute(sql.SQL("SET ROLE {}").format(role))


NAMED = ("supervision_reporting", "power_bi", "anytown_reporting")


@pytest.fixture
def roles(granting: Client) -> Iterator[Roles]:
    """Under names of this test alone: roles belong to the whole server."""
    suffix = unique("_").lower()
    renamed = re.compile("|".join(NAMED))
    with Server(granting.running.database_url).connect() as owner:
        for block in (ROLE, ONE_ORGANISATION):
            told = renamed.sub(lambda found: found[0] + suffix, block)
            owner.execute(told.replace("Anytown Council", granting.organisation).encode())
        yield Roles(owner, suffix)
        owner.execute("RESET ROLE")
        everyone = sql.SQL(", ").join(sql.Identifier(f"{name}{suffix}") for name in NAMED)
        owner.execute(sql.SQL("DROP OWNED BY {}").format(everyone))
        owner.execute(sql.SQL("DROP ROLE {}").format(everyone))


def test_the_role_reads_every_view_and_no_table(roles: Roles) -> None:
    roles.become("power_bi")
    for view in VIEWS:
        roles.owner.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(view)))
    for table in ("expectation", "recordversion", "feedback", "apikey"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            roles.owner.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))


def test_a_reader_of_one_organisation_sees_no_other(granting: Client, roles: Roles) -> None:
    make.people(granting)
    make.people(granting.stranger())
    of_all = "SELECT DISTINCT organisation_id FROM public.rpt_expectation"
    everybody = roles.owner.execute(of_all).fetchall()
    roles.become("anytown_reporting")
    mine = roles.owner.execute("SELECT DISTINCT organisation_id FROM anytown.rpt_expectation")
    assert (len(everybody), len(mine.fetchall())) == (2, 1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        roles.owner.execute(of_all)


def test_the_page_says_of_every_column_what_the_contract_says() -> None:
    told = PAGE.read_text(encoding="utf-8").partition("## Every column")[2]
    sections = re.findall(r"### (\w+)\n(.*?)(?=\n### |\Z)", told, re.DOTALL)
    found = [
        (view, *line)
        for view, text in sections
        for line in re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", text, re.MULTILINE)
    ]
    assert found == [(each.view, each.column, each.type, each.meaning) for each in contract()]


def test_the_page_counts_the_views() -> None:
    assert len(VIEWS) == 14
