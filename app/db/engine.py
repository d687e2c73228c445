"""The engine, made to behave alike on SQLite and PostgreSQL."""

from sqlite3 import Connection as SQLite
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

POOL_WAIT_SECONDS = 2
CONNECT_SECONDS = 3
BUSY_MILLISECONDS = 2000
POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=20000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=30000"
)


def build_engine(url: str, connections: int) -> Engine:
    """Open a pool of so many connections to either database; one is made when first needed."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise ValueError("the database URL cannot be read") from None
    pool: dict[str, Any] = {
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": POOL_WAIT_SECONDS,
        "hide_parameters": True,
    }
    if backend == "postgresql":
        arguments = {"options": POSTGRES_OPTIONS, "connect_timeout": CONNECT_SECONDS}
        return create_engine(url, **pool, pool_pre_ping=True, connect_args=arguments)
    if backend != "sqlite":
        raise ValueError("the database must be SQLite or PostgreSQL")
    engine = create_engine(url, **pool, poolclass=QueuePool)
    _tune_sqlite(engine)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same pool for snapshots in which nothing can be written."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options()
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def settle(connection: SQLite, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "cache_size = -4000",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        # A deferred BEGIN lets two read-then-write requests lose an update in silence.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def refuse_unsafe(engine: Engine) -> None:
    """Refuse a PostgreSQL that acknowledges commits which a crash would lose."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit"):
            if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
                raise ValueError(
                    f"PostgreSQL runs with {setting} = off: acknowledged writes could be lost"
                )
