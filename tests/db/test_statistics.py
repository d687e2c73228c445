"""What PostgreSQL knows of its tables keeps up with an import."""

import time
from collections.abc import Iterator

import pytest

from app.db import statistics
from tests.conftest import DATABASES
from tests.harness.service import Client, Clock, Running, newcomer
from tests.resources.test_imports_in_batches import teams

PATIENCE, ROWS = 60.0, 900
BELIEVED = "SELECT reltuples FROM pg_class WHERE relname = 'record'"


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A PostgreSQL of its own, into which some hundred records have just come."""
    with request.config.stash[DATABASES].fresh("postgresql") as url:
        running = Running(url, Clock())
        with running.started():
            service = newcomer(running)
            service.post("/v1/imports?mode=commit&type=teams", teams(ROWS))
            service.work()
            yield service


def until_looked_at(service: Client) -> None:
    """A connection that goes on writing tells once a second what it has changed."""
    engine, deadline = service.app.state.database.engine, time.monotonic() + PATIENCE
    while believed(service) < ROWS:
        assert time.monotonic() < deadline
        service.put("teams", "T1", {"name": f"Invented at {time.monotonic()}"})
        statistics.refresh(engine)


def believed(service: Client) -> float:
    with service.app.state.database.engine.connect() as connection:
        return float(connection.exec_driver_sql(BELIEVED).scalar_one())


def test_a_table_that_has_grown_is_looked_at_once(filled: Client) -> None:
    until_looked_at(filled)
    assert "record" not in statistics.refresh(filled.app.state.database.engine)
