"""A request applies whole or not at all, wherever the database fails."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, Table, create_engine
from sqlmodel import SQLModel

from tests.conftest import DATABASES
from tests.db.acts import ACTS, OTHER_COURSES, Act, begun, writing
from tests.db.faults import Faults, install
from tests.harness.databases import KINDS
from tests.harness.service import Answer, Client, Clock, Running, keyed, newcomer
from tests.journeys.verifying import verified

ALL = {**ACTS, **OTHER_COURSES}
FEWEST = 6
"""A writer begins, reads, stores, numbers and commits."""


def summed(table: Table) -> str:
    """How many rows a table has, and a sum over what the organisation's own say."""
    own = " FILTER (WHERE organisation_id = %(own)s)" if "organisation_id" in table.c else ""
    hashed = f"sum(hashtextextended(one::text, 0)){own}"
    return f"SELECT '{table.name}', count(*), {hashed} FROM \"{table.name}\" AS one"  # noqa: S608 -- our names


STATE = {
    # Grows with every change that any other connection commits: quicker than to read all tables.
    "sqlite": "PRAGMA data_version",
    "postgresql": " UNION ALL ".join(summed(table) for table in SQLModel.metadata.sorted_tables),
}
READS: dict[str, Act] = {
    "single": Act("GET", "/v1/sessions/{S2}"),
    "key": Act("GET", keyed("sessions", "S2")),
    "list": Act("GET", "/v1/sessions"),
    "versions": Act("GET", "/v1/sessions/{S2}/versions"),
    "lookup": Act("POST", "/v1/sessions/lookup", {"items": [{"reference": "S2"}]}),
}


class Failing(NamedTuple):
    """A service whose database can fail, and another way to look into it."""

    running: Running
    faults: Faults
    beside: Connection


@pytest.fixture(scope="module", params=KINDS)
def failing(request: pytest.FixtureRequest) -> Iterator[Failing]:
    """One service for all acts: each has an organisation of its own."""
    with request.config.stash[DATABASES].fresh(request.param) as url:
        running = Running(url, Clock())
        faults = install(running.app.state.database.engine)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with running.started(), engine.connect() as beside:
            yield Failing(running, faults, beside)
        engine.dispose()


def state_of(beside: Connection, service: Client) -> list[Any]:
    """What differs once a row comes or goes, or one of the organisation's says another thing."""
    own = service.running.known(service.key).organisation_id
    found = beside.exec_driver_sql(STATE[beside.dialect.name], {"own": own})
    return sorted(found, key=lambda row: str(row[0]))  # large tables are gone through side by side


def until_it_is_done(faults: Faults, ask: Callable[[], Answer]) -> Iterator[Answer]:
    """Ask with a fault at the first statement, at the second, and so on, until none is hit."""
    fails_at = 1
    faults.arm(fails_at)
    while (answer := ask()).status == 503:
        yield answer
        fails_at += 1
        faults.arm(fails_at)
    faults.arm(None)
    assert answer.status in {200, 201, 204}, answer


def test_every_operation_that_writes_is_tried() -> None:
    assert writing() == ACTS.keys()


@pytest.mark.parametrize("act", ALL)
def test_a_fault_at_any_statement_leaves_all_tables_unchanged(failing: Failing, act: str) -> None:
    service = newcomer(failing.running)
    ids = begun(service)
    before, failed = state_of(failing.beside, service), 0
    for answer in until_it_is_done(failing.faults, lambda: ALL[act](service, ids)):
        assert answer.headers["retry-after"]
        assert state_of(failing.beside, service) == before
        failed += 1
    assert failed > FEWEST
    assert state_of(failing.beside, service) != before
    service.work()
    assert verified(service).differences == []


@pytest.mark.parametrize("act", READS)
def test_nothing_is_shown_unless_it_is_on_the_record_that_it_was(
    failing: Failing, act: str
) -> None:
    service = newcomer(failing.running)
    ids = begun(service)
    read = readings_of(service, ids["S2"])
    before, failed = state_of(failing.beside, service), 0
    for answer in until_it_is_done(failing.faults, lambda: READS[act](service, ids)):
        assert "Words" not in answer.everything
        assert state_of(failing.beside, service) == before
        failed += 1
    assert failed > FEWEST
    assert readings_of(service, ids["S2"]) == [*read, "narrative:read"]
    assert "Words" in READS[act](service, ids).everything
    assert readings_of(service, ids["S2"]) == [*read, "narrative:read", "narrative:read"]


def readings_of(service: Client, id: str) -> list[str]:
    return [row["scope"] for row in service.items("/v1/audit/reads", record=id)]
