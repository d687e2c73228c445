"""The partitions that docs/scaling.md tells how to make: nobody notices them, forth and back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from sqlalchemy.engine import make_url

from app.db.migrate import ROOT, configuration, difference, upgrade
from tests.conftest import DATABASES
from tests.harness.service import Client, Clock, Running, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

PAGE = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
FORTH, BACK = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
SHAPES = """
SELECT 'index', indexname::text, replace(indexdef, ' ONLY ', ' ') FROM pg_indexes
    WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'view', viewname::text, definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'grant', relname::text, array_to_string(relacl, ' ') FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
ORDER BY 1, 2, 3
"""


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.config.stash[DATABASES].fresh("postgresql") as url:
        with connected(url) as connection:
            connection.execute("GRANT SELECT ON expectation TO PUBLIC")
        yield url


def connected(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def shapes(url: str) -> list[tuple[str, ...]]:
    """Every index, constraint, view and grant of a database, in words."""
    with connected(url) as connection:
        return connection.execute(SHAPES).fetchall()


def run(url: str, statements: str) -> None:
    with connected(url) as connection:
        connection.execute(statements.encode())


@contextmanager
def served(url: str, key: str, organisation: str) -> Iterator[Client]:
    """The same client, once the service has been started again."""
    with Running(url, Clock()).started() as running:
        yield Client(running, key, organisation)


def test_the_service_goes_on_as_before_on_partitions_and_after_them(url: str) -> None:
    with Running(url, Clock()).started() as running:
        client = newcomer(running)
        make.people(client)
        make.session(client, "S1", on="2026-02-02", feedback_minutes=4)
        before = client.items("/v1/flags")
    for number, statements in ((2, FORTH), (3, BACK)):
        run(url, statements)
        with served(url, client.key, client.organisation) as again:
            assert again.items("/v1/flags") == before
            make.session(again, f"S{number}", on=f"2026-02-{number:02d}", feedback_minutes=4)
            after = again.items("/v1/flags")
            assert len(after) > len(before)
            before = after
            assert verified(again).differences == []


def test_whatever_hangs_on_a_table_is_there_again(url: str) -> None:
    before = shapes(url)
    run(url, FORTH)
    assert shapes(url) == before
    run(url, BACK)
    assert shapes(url) == before


def test_rows_lie_in_the_partitions_of_their_organisation(url: str) -> None:
    run(url, FORTH)
    with Running(url, Clock()).started() as running:
        make.people(newcomer(running))
    with connected(url) as connection:
        where = "SELECT DISTINCT tableoid::regclass::text FROM recordversion"
        (part,) = connection.execute(where).fetchall()
    assert part[0].startswith("parts.recordversion_")


def test_migrations_see_no_difference_and_lead_down_and_up(url: str) -> None:
    run(url, FORTH)
    difference(url)
    command.downgrade(configuration(url), "f30955bbba52")
    upgrade(url)
    difference(url)
