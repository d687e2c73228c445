"""Opens units of work on worker threads: `read`, `write`, and whose key this is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.db import clients, delegates, line, read_log
from app.db.keys import read_key
from app.db.lease import Lease
from app.db.tables import ReadLog
from app.db.unit_of_work import Client, Clock, UnitOfWork

if TYPE_CHECKING:
    from uuid import UUID

P = ParamSpec("P")
R = TypeVar("R")
Evaluator = Callable[[UnitOfWork], None]
Crossing = Callable[[UnitOfWork], Callable[[], bool]]
"""Puts what days have brought on the line, some of them at a time; answers whether that is all."""

ATTEMPTS = 3
UNDONE = ("40001", "40P01")  # serialisation failure, deadlock: PostgreSQL has undone all of it
REMEMBERED_KEYS = 10_000
REMEMBERED_SECONDS = 5  # a revoked key is refused at the latest after these


def system_clock() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


def civil_today(time_zone: str) -> date:
    """The civil day in a time zone."""
    return system_clock().astimezone(ZoneInfo(time_zone)).date()


class Database:
    """Opens units of work on worker threads, as many at once as there are connections."""

    def __init__(
        self,
        engine: Engine,
        evaluate: Evaluator,
        cross: Crossing,
        *,
        threads: int,
        clock: Clock,
    ) -> None:
        self.engine = engine
        self._evaluate = evaluate
        self._cross = cross
        self._crossed: dict[UUID, date] = {}
        self._clock = clock
        self._threads = CapacityLimiter(threads)
        self._known: dict[bytes, tuple[float, Client]] = {}
        # Writers of one process wait for this lock and not for SQLite's busy timer, which sleeps.
        self._one_writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self._reading = engine.execution_options(
            **(
                {}
                if engine.dialect.name == "sqlite"
                else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            )
        )
        self._writing = engine.execution_options(writes=True)
        self._read_log = read_log.Keeper(self._transaction)

    async def read(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """Run work on one snapshot of the data, in a worker thread; log what it showed."""
        answer, shown = await to_thread.run_sync(
            lambda: self._read(client, work, *args, **named), limiter=self._threads
        )
        if shown:
            await self._read_log.store(shown)
        return answer

    async def write(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """Run work in one transaction, in a worker thread; commit before returning.

        The work returns how to answer; that is called once what it touched has been evaluated.
        """
        return await to_thread.run_sync(
            lambda: self.write_now(client, work, *args, **named), limiter=self._threads
        )

    def read_now(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """`read`, in the calling thread."""
        answer, shown = self._read(client, work, *args, **named)
        if shown:
            self._read_log.store_now(shown)
        return answer

    def _read(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> tuple[R, list[read_log.Row]]:
        with self._reading.connect() as connection, connection.begin():
            uow = self._begun(connection, client, writes=False)
            answer = work(uow, *args, **named)
        return answer, read_log.entries(uow)

    def write_now(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """`write`, in the calling thread; what days have brought since the last comes before it."""
        self.cross_days(client)
        return self._tried(client, work, *args, **named)

    def cross_days(self, client: Client) -> None:
        """Put on the line what the days since the last one have brought; once a day."""
        today = self._clock().astimezone(ZoneInfo(client.time_zone)).date()
        if self._crossed.get(client.organisation_id) == today:
            return
        # Nobody does it: its own id stands for the service itself.
        itself = replace(client, id=client.organisation_id, acts_for=None)
        while not self._tried(itself, self._cross):
            pass
        self._crossed[client.organisation_id] = today

    def _tried(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """Try again where the database has undone all of it, or a day came in between."""
        for attempts_left in range(ATTEMPTS - 1, -1, -1):
            try:
                return self._attempt(client, work, *args, **named)
            except line.DayPassed:
                if not attempts_left:
                    raise
                self.cross_days(client)
            except DBAPIError as error:
                if not attempts_left or getattr(error.orig, "sqlstate", None) not in UNDONE:
                    raise
        raise AssertionError("unreachable")

    def _attempt(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        with self._transaction() as connection:
            uow = self._begun(connection, client, writes=True)
            answer = work(uow, *args, **named)
            self._evaluate(uow)
            answered = answer()
            uow.insert(ReadLog, read_log.entries(uow))
            line.number(uow)
        if uow.pending.callers_changed:
            self._known.clear()
        return answered

    def _begun(self, connection: Connection, client: Client, *, writes: bool) -> UnitOfWork:
        uow = UnitOfWork(connection, client, self._clock, writes=writes)
        if client.acts_for is not None:
            uow.on_behalf_of = delegates.person(uow, client.acts_for)
        return uow

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._one_writer, self._writing.begin() as connection:
            yield connection

    def lease(self, name: str) -> Lease:
        """A claim of this process to what only one process is to do at a time."""
        return Lease(name, self._reading, self._transaction)

    async def identify(self, text: str) -> Client | None:
        """Whose key this is; None for one that is unknown, expired or revoked."""
        name = sha256(text.encode()).digest()
        until, client = self._known.get(name, (0.0, None))
        if client is None or until < monotonic():
            client = await to_thread.run_sync(self._look_up, text, limiter=self._threads)
            self._remember(name, client)
        if client is None or (client.expires_at and client.expires_at <= self._clock()):
            return None
        return client

    def _look_up(self, text: str) -> Client | None:
        key = read_key(text)
        if key is None:
            return None
        with self._reading.connect() as connection:
            return clients.find(connection, key)

    def _remember(self, name: bytes, client: Client | None) -> None:
        if len(self._known) >= REMEMBERED_KEYS:
            self._known.clear()
        if client is not None:
            self._known[name] = (monotonic() + REMEMBERED_SECONDS, client)

    async def ready(self) -> None:
        """Raise unless the database can be reached."""
        await to_thread.run_sync(self._ask, limiter=self._threads)

    def _ask(self) -> None:
        with self._reading.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
