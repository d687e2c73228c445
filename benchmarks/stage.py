"""A database with history in it, of either kind, on disk, ours alone and gone afterwards."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Engine, insert
from sqlmodel import SQLModel

from app.db.base import new_id
from app.db.engine import build_engine
from app.db.migrate import upgrade
from benchmarks import bare
from tests.harness.postgres import EmbeddedServer, new_database, running_server

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Stage:
    """A migrated database; `server` is there for PostgreSQL only."""

    kind: str
    url: str
    folder: Path
    server: EmbeddedServer | None = None


@contextlib.contextmanager
def stage(kind: str, parent: Path | None, filled: Path | None = None) -> Iterator[Stage]:
    """A database in a folder of its own: a file, or a PostgreSQL with its data on disk.

    Migrated and empty, or with everything that an SQLite file holds.
    """
    with contextlib.ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="supervision-benchmark-", dir=parent)
        folder = Path(stack.enter_context(scratch))
        if kind == "sqlite":
            file = folder / "service.db"
            made = Stage(kind, f"sqlite:///{file}", folder)
            if filled:
                copy_file(filled, file)
            upgrade(made.url)
        else:
            server = stack.enter_context(running_server())
            made = Stage(kind, new_database(server), folder, server)
            upgrade(made.url)
            if filled:
                copy_rows(f"sqlite:///{filled}", made.url)
        os.sync()  # else the first commits that are timed wait for all that was copied
        yield made


def add_bare_row(engine: Engine, text: str) -> str:
    """Make the yardstick's table with one row in it; the row's path in the bare service."""
    key = {"organisation_id": new_id(), "id": new_id()}
    with engine.execution_options(writes=True).begin() as connection:
        bare.plain.metadata.create_all(connection)
        connection.execute(
            insert(bare.plain), [{**key, "kind": bare.KIND, "day": bare.DAY, "text": text}]
        )
    return f"/rows/{key['organisation_id']}/{key['id']}"


def analyse(engine: Engine) -> None:
    """Let PostgreSQL look at what it holds, as it would in the night; SQLite never does."""
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            take_time(connection)
            connection.exec_driver_sql("VACUUM ANALYZE")


def count_rows(engine: Engine) -> dict[str, int]:
    """How many rows each table holds."""
    with engine.connect() as connection:
        take_time(connection)
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in SQLModel.metadata.tables
        }


def copy_rows(source: str, target: str) -> None:
    """Copy every row of a filled SQLite database to a migrated and still empty PostgreSQL."""
    origin, copy = build_engine(source, 1), build_engine(target, 1)
    with origin.connect() as reading, copy.begin() as writing:
        take_time(writing)
        driver: Any = writing.connection.driver_connection
        for table in SQLModel.metadata.sorted_tables:
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            converts = [
                column.type.dialect_impl(copy.dialect).bind_processor(copy.dialect) or _as_it_is
                for column in table.columns
            ]
            rows = reading.execution_options(yield_per=5000).execute(table.select())
            with driver.cursor().copy(into) as copying:
                for row in rows:
                    pairs = zip(converts, row, strict=True)
                    copying.write_row([convert(value) for convert, value in pairs])
    origin.dispose()
    copy.dispose()


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database with what still is in the log beside it."""
    with (
        contextlib.closing(sqlite3.connect(source)) as origin,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)


def take_time(connection: Connection) -> None:
    """Millions of rows take longer than any request may."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET statement_timeout = 0")


def _as_it_is(value: Any) -> Any:
    return value
