"""A database with history in it, of either kind, on disk, ours alone and gone afterwards."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, insert
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
def stage(kind: str, parent: Path | None) -> Iterator[Stage]:
    """A migrated database in a folder of its own: a file, or a PostgreSQL with its data on disk."""
    with contextlib.ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="supervision-benchmark-", dir=parent)
        folder = Path(stack.enter_context(scratch))
        if kind == "sqlite":
            made = Stage(kind, f"sqlite:///{folder / 'service.db'}", folder)
        else:
            server = stack.enter_context(running_server())
            made = Stage(kind, new_database(server), folder, server)
        upgrade(made.url)
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
    """Let the database look at what it holds, as it would in the night."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def count_rows(engine: Engine) -> dict[str, int]:
    """How many rows each table holds."""
    with engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in SQLModel.metadata.tables
        }


def copy_rows(source: str, target: str) -> None:
    """Copy every row of one migrated and still empty database's tables from another."""
    origin, copy = build_engine(source, 1), build_engine(target, 1)
    with origin.connect() as reading, copy.execution_options(writes=True).begin() as writing:
        for table in SQLModel.metadata.sorted_tables:
            rows = reading.execution_options(yield_per=5000).execute(table.select())
            for part in rows.mappings().partitions():
                writing.execute(table.insert(), [dict(row) for row in part])
    origin.dispose()
    copy.dispose()
