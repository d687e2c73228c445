"""The reporting views as an analyst reads them: plain SQL, on either database."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, MetaData, create_engine, insert

from app.db.base import new_id
from tests.harness.service import Client, Clock, Running, newcomer

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT / "migrations" / "reporting"
CONTRACT = ROOT / "docs" / "reporting-columns.csv"
PAGE = ROOT / "docs" / "reporting.md"
TODAY = {"sqlite": "'now'", "postgresql": "CURRENT_TIMESTAMP"}


@dataclass(frozen=True)
class Column:
    """One line of the contract."""

    view: str
    column: str
    type: str
    meaning: str


def contract(file: Path = CONTRACT) -> list[Column]:
    """The columns that are promised, in their order."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Column(**row) for row in csv.DictReader(lines)]


VIEWS = tuple(dict.fromkeys(each.view for each in contract()))


def columns_of(view: str) -> dict[str, str]:
    """A view's columns, each with its type."""
    return {each.column: each.type for each in contract() if each.view == view}


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection of its own, which commits what it does."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection.execution_options(no_parameters=True)
    finally:
        engine.dispose()


@contextmanager
def served(url: str) -> Iterator[Client]:
    """A service over a database of its own, whose views can be told which day it is."""
    with Running(url, Clock()).started() as running:
        yield newcomer(running)
    running.app.state.database.engine.dispose()


def read(connection: Connection, query: str) -> list[dict[str, Any]]:
    """The rows of a query."""
    return [dict(row) for row in connection.exec_driver_sql(query).mappings()]


def everything_in(connection: Connection, view: str, where: str = "TRUE") -> list[dict[str, Any]]:
    """The rows of a view for which a condition holds."""
    return read(connection, f"SELECT * FROM {view} WHERE {where}")  # noqa: S608  # names of ours


def rows_of(connection: Connection, view: str, organisation: UUID) -> list[dict[str, Any]]:
    """An organisation's rows of a view, as the API would write them; their types are checked."""
    mine = f"organisation_id = '{written(connection, organisation)}'"
    types = columns_of(view)
    return [
        {name: said(value, types[name]) for name, value in row.items()}
        for row in everything_in(connection, view, mine)
    ]


def organisation(connection: Connection, time_zone: str = "Europe/London") -> None:
    """The only organisation there is."""
    known = MetaData()
    known.reflect(connection, only=["organisation"])
    connection.execution_options(no_parameters=False).execute(
        insert(known.tables["organisation"]).values(
            id=new_id().hex,
            name="Northshire",
            nation="england",
            time_zone=time_zone,
            policy_version=0,
            calendar_version=0,
            rules_version=0,
            cursor_secret="",
            created_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        )
    )


def written(connection: Connection, id: UUID) -> str:
    """An id as the database writes it."""
    return id.hex if connection.dialect.name == "sqlite" else str(id)


def said(value: Any, type: str) -> Any:
    """A value as JSON says it; one of another type than promised is an error."""
    return None if value is None else SAID[type](value)


def _day(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _flag(value: Any) -> bool:
    assert value in {0, 1}
    return bool(value)


def _whole(value: Any) -> int:
    assert type(value) is int
    return value


def _text(value: Any) -> str:
    assert type(value) is str
    return value


SAID = {
    "uuid": lambda value: str(UUID(str(value))),
    "text": _text,
    "integer": _whole,
    "boolean": _flag,
    "date": _day,
    "timestamp": lambda value: datetime.fromisoformat(str(value)).isoformat(),
}


def stop_the_clock(connection: Connection, instant: str) -> None:
    """Make it an instant in UTC for every view: they all ask one of them which day it is."""
    definition = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'rpt_dim_organisation'",
        "postgresql": "SELECT pg_get_viewdef('rpt_dim_organisation')",
    }[connection.dialect.name]
    text: str = connection.exec_driver_sql(definition).scalar_one()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP VIEW rpt_dim_organisation")
        now = re.compile(r"\b(date|datetime)\('[^',]*'")
        connection.exec_driver_sql(now.sub(rf"\1('{instant}'", text))
    else:
        now = re.compile(r"CURRENT_TIMESTAMP|'[^']*'::timestamp with time zone")
        query = now.sub(f"'{instant}+00'::timestamp with time zone", text)
        connection.exec_driver_sql(f"CREATE OR REPLACE VIEW rpt_dim_organisation AS {query}")
