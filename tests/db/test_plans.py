"""Every statement that is built once finds its rows by an index, however many there are.

SQLite plans without knowing how much a table holds; on a small database nobody would notice.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import ARRAY, Connection, create_engine

import app.main  # noqa: F401 -- with it comes every module that has statements
from app.db.base import Utc
from app.db.prepared import Prepared
from app.resources.expectations.window import STANDS_OPEN

FEW = {
    "frozenreturn",
    "import",
    "job",
    "linehead",
    "policyversion",
    "calendarversion",
    "edition",
    "organisation",
    "webhook",
}
"""Tables in which an organisation has a handful of rows."""
IN_ORDER = {
    "app.db.line.SEQ_AT[]",
    "app.resources.events.service.AFTER[]",
    "app.resources.webhooks.service.LAST[]",
}
"""Statements that begin at an end of a range and stop after so many rows as are asked for."""
WALKED = re.compile(r"(?:SCAN|SEARCH) (\w+)\b(?! USING .*\(organisation_id=\? AND \w+=\?)")
MADE = re.compile(r"(?:CO-ROUTINE|MATERIALIZE) (\w+)")
"""What a statement makes for itself; what that is made of has steps of its own."""
VALUES = {date: date(2026, 1, 5), datetime: datetime(2026, 1, 5, tzinfo=UTC), int: 5}


def statements() -> Iterator[tuple[str, Prepared]]:
    """Every prepared statement of the service, with where it stands."""
    seen: set[int] = set()
    for module in [one for name, one in sorted(sys.modules.items()) if name.startswith("app.")]:
        for name, value in vars(module).items():
            several = value.items() if isinstance(value, dict) else [("", value)]
            for key, one in several:
                if isinstance(one, Prepared) and id(one) not in seen:
                    seen.add(id(one))
                    yield f"{module.__name__}.{name}[{key}]", one


ALL = list(statements())


def value(bind: Any) -> Any:
    """Something that a place in a statement can hold."""
    return (
        [plain_value(bind.type.item_type)]
        if isinstance(bind.type, ARRAY)
        else plain_value(bind.type)
    )


def plain_value(type: Any) -> Any:
    if isinstance(type, Utc):
        return VALUES[datetime]
    try:
        kind = type.python_type
    except NotImplementedError:
        return None
    return VALUES.get(kind, uuid4() if kind.__name__ == "UUID" else "x")


def explained(connection: Connection, statement: Prepared, how: str) -> list[Any]:
    """What a database says of how it would run a statement."""
    compiler = statement._compile(connection.dialect).compiler
    binds = {bind: name for bind, name in compiler.bind_names.items() if bind.required}
    values = {
        name: [value(bind)] * 3 if bind.expanding else value(bind) for bind, name in binds.items()
    }
    values["in_organisation"] = uuid4()
    plan = statement._plan(connection, values)
    raw: Any = connection.connection.driver_connection
    return list(raw.execute(f"{how} {plan.text}", plan.bound(values)))


@pytest.fixture(scope="module")
def migrated(request: pytest.FixtureRequest) -> Iterator[str]:
    from tests.conftest import DATABASES  # noqa: PLC0415

    with request.config.stash[DATABASES].fresh("sqlite") as url:
        yield url


@pytest.mark.parametrize(("name", "statement"), ALL, ids=[name for name, _ in ALL])
def test_it_walks_no_table_that_grows(migrated: str, name: str, statement: Prepared) -> None:
    engine = create_engine(migrated)
    with engine.connect() as connection:
        steps = [row[3] for row in explained(connection, statement, "EXPLAIN QUERY PLAN")]
    engine.dispose()
    made = {found[1] for step in steps if (found := MADE.match(step))}
    walked = {found[1] for step in steps if (found := WALKED.match(step))} - made
    assert walked <= FEW or name in IN_ORDER, steps


def test_what_stands_open_is_found_without_a_join_that_needs_statistics(
    request: pytest.FixtureRequest,
) -> None:
    """A new database has none for a minute; a join by the wrong end then took 86 ms a write."""
    from tests.conftest import DATABASES  # noqa: PLC0415

    with request.config.stash[DATABASES].fresh("postgresql") as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            steps = [row[0] for row in explained(connection, STANDS_OPEN, "EXPLAIN")]
        engine.dispose()
    assert not [step for step in steps if "Loop" in step or "Join" in step]
    assert "pk_expectation" in steps[0]


def test_there_are_statements_to_look_at() -> None:
    assert len(ALL) > 80
