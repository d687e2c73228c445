"""The harness keeps its own promises."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.conftest import DATABASES
from tests.harness.databases import KINDS
from tests.harness.postgres import new_database, running_server


def _run(url: str, *statements: str) -> list[int]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements[:-1]:
                connection.execute(text(statement))
            return list(connection.scalars(text(statements[-1])))
    finally:
        engine.dispose()


def test_a_database_comes_migrated(database_url: str) -> None:
    assert _run(database_url, "SELECT count(*) FROM alembic_version") == [1]


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_test_writes_no_other_test_sees(kind: str, request: pytest.FixtureRequest) -> None:
    databases = request.config.stash[DATABASES]
    with databases.fresh(kind) as mine, databases.fresh(kind) as yours:
        _run(mine, "DELETE FROM alembic_version", "SELECT 1")
        assert _run(yours, "SELECT count(*) FROM alembic_version") == [1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_is_gone_after_its_test(kind: str, request: pytest.FixtureRequest) -> None:
    with request.config.stash[DATABASES].fresh(kind) as url:
        _run(url, "SELECT 1")
    with pytest.raises(OperationalError):
        _run(url, "SELECT 1")


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    assert _run(empty_database_url, "CREATE TABLE alembic_version (n int)", "SELECT 1") == [1]


def test_what_was_committed_survives_a_crash_of_the_server() -> None:
    with running_server(in_memory=True) as server:
        url = new_database(server)
        _run(url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)", "SELECT 1")
        server.restart(immediate=True)
        assert _run(url, "SELECT n FROM kept") == [7]
