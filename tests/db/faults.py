"""Drivers that fail at the statement they are told to, as a disk or a network would."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event


@dataclass
class Faults:
    """Counts what is sent to the database, commits too, and fails at one of them."""

    fails_at: int | None = None
    sent: int = 0

    def arm(self, fails_at: int | None) -> None:
        self.fails_at, self.sent = fails_at, 0

    def pass_by(self, error: type[Exception]) -> None:
        self.sent += 1
        if self.sent == self.fails_at:
            raise error("the plug was pulled")


def install(engine: Engine) -> Faults:
    """Let an engine that has not connected yet use a driver that can fail."""
    faults = Faults()
    connects = {"sqlite": _sqlite, "postgresql": _postgresql}[engine.dialect.name](faults)

    @event.listens_for(engine, "do_connect")
    def connect(_: object, __: object, given: list[Any], named: dict[str, Any]) -> Any:
        return connects(*given, **named)

    return faults


def _sqlite(faults: Faults) -> Callable[..., Any]:
    class Cursor(sqlite3.Cursor):
        def execute(self, *given: Any) -> Any:
            faults.pass_by(sqlite3.OperationalError)
            return super().execute(*given)

        def executemany(self, *given: Any) -> Any:
            faults.pass_by(sqlite3.OperationalError)
            return super().executemany(*given)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            faults.pass_by(sqlite3.OperationalError)
            super().commit()

    return lambda *given, **named: sqlite3.connect(*given, **named, factory=Connection)


def _postgresql(faults: Faults) -> Callable[..., Any]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *given: Any, **named: Any) -> Any:
            faults.pass_by(psycopg.OperationalError)
            return super().execute(*given, **named)

        def executemany(self, *given: Any, **named: Any) -> Any:
            faults.pass_by(psycopg.OperationalError)
            return super().executemany(*given, **named)

    class Connection(psycopg.Connection[Any]):
        def commit(self) -> None:
            faults.pass_by(psycopg.OperationalError)
            super().commit()

    return lambda *given, **named: Connection.connect(*given, **named, cursor_factory=Cursor)
