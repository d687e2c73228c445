"""Opens units of work on worker threads: `read`, `write`, and whose key this is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.db import clients, delegates, line, read_log
from app.db.engine import for_reading
from app.db.keys import read_key
from app.db.lease import Lease
from app.db.remembered import RememberedKeys
from app.db.replica import NotServed, Replica, Seen
from app.db.tables import ReadLog
from app.db.turns import OneWriter
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


def system_clock() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


def civil_today(time_zone: str) -> date:
    """The civil day in a time zone."""
    return system_clock().astimezone(ZoneInfo(time_zone)).date()


class Database:
    """Opens units of work on worker threads, as many at once as there are connections."""

    def __init__(  # noqa: PLR0913  # what it is made of; most are named
        self,
        engine: Engine,
        evaluate: Evaluator,
        cross: Crossing,
        *,
        threads: int,
        clock: Clock,
        replica: Replica | None = None,
    ) -> None:
        self.engine = engine
        self._evaluate = evaluate
        self._cross = cross
        self._crossed: dict[UUID, date] = {}
        self._clock = clock
        self._threads = CapacityLimiter(threads)
        self._keys = RememberedKeys()
        self._one_writer = OneWriter() if engine.dialect.name == "sqlite" else None
        self._reading = for_reading(engine)
        self._replica = replica
        self._seen = Seen()
        self._writing = engine.execution_options(writes=True)
        self._read_log = read_log.Keeper(self._transaction)

    async def read(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """Run work on one snapshot of the data, in a worker thread; log what it showed.

        The snapshot may be a replica's that knows of all that this client has done.
        """
        answer, shown = await to_thread.run_sync(
            lambda: self._read_anywhere(client, work, *args, **named), limiter=self._threads
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

    def _read_anywhere(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> tuple[R, list[read_log.Row]]:
        """Read at the replica if there is one that can, else at the primary."""
        at_least = client.at_least
        if self._replica is None or at_least is None:
            return self._read(client, work, *args, **named)

        def there(connection: Connection) -> tuple[R, list[read_log.Row]]:
            uow = UnitOfWork(connection, client, self._clock, writes=False, is_copy=True)
            line.check_reached(uow, max(at_least, self.seen_by(client)))
            return self._worked(uow, work, *args, **named)

        with suppress(NotServed):
            return self._replica.run(there)
        return self._read(client, work, *args, **named)

    def _read(
        self,
        client: Client,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> tuple[R, list[read_log.Row]]:
        with self._reading.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, client, self._clock, writes=False)
            if self._replica:  # what it is shown now, the replica must know before it serves it
                self._seen.note(client.id, line.last_seq(uow))
            return self._worked(uow, work, *args, **named)

    def _worked(
        self,
        uow: UnitOfWork,
        work: Callable[Concatenate[UnitOfWork, P], R],
        *args: P.args,
        **named: P.kwargs,
    ) -> tuple[R, list[read_log.Row]]:
        """What work answers, and what is to be logged of it."""
        _name_worker(uow)
        return work(uow, *args, **named), read_log.entries(uow)

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

    def _check_crossed(self, uow: UnitOfWork) -> None:
        """Raise `DayPassed` where midnight came while the connection was waited for."""
        if self._crossed[uow.client.organisation_id] < uow.today:
            raise line.DayPassed

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
            uow = UnitOfWork(connection, client, self._clock, writes=True)
            if work is not self._cross:
                self._check_crossed(uow)
            _name_worker(uow)
            answer = work(uow, *args, **named)
            self._evaluate(uow)
            answered = answer()
            uow.insert(ReadLog, read_log.entries(uow))
            seq = line.number(uow) or line.last_seq(uow)
        self._seen.note(client.id, seq)
        if uow.pending.callers_changed:
            self._keys.forget()
        return answered

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        turn = self._one_writer.turn() if self._one_writer else nullcontext()
        with turn, self._writing.begin() as connection:
            yield connection

    def others_wait(self) -> bool:
        """Whether others of this process wait to write, as they have to on SQLite."""
        return self._one_writer is not None and self._one_writer.is_waited_for

    def seen_by(self, client: Client) -> int:
        """The last change that a client made or was shown here: its reads are no older."""
        return self._seen.by(client.id)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        if self._replica:
            self._replica.engine.dispose()

    def lease(self, name: str) -> Lease:
        """A claim of this process to what only one process is to do at a time."""
        return Lease(name, self._reading, self._transaction)

    async def identify(self, text: str) -> Client | None:
        """Whose key this is; None for one that is unknown, expired or revoked."""
        client = self._keys.find(text)
        if client is None:
            client = await to_thread.run_sync(self._look_up, text, limiter=self._threads)
            self._keys.keep(text, client)
        if client is None or (client.expires_at and client.expires_at <= self._clock()):
            return None
        return client

    def _look_up(self, text: str) -> Client | None:
        key = read_key(text)
        if key is None:
            return None
        with self._reading.connect() as connection:
            return clients.find(connection, key)

    async def ready(self) -> None:
        """Raise unless the database can be reached."""
        await to_thread.run_sync(self._ask, limiter=self._threads)

    def _ask(self) -> None:
        with self._reading.connect() as connection:
            connection.exec_driver_sql("SELECT 1")


def _name_worker(uow: UnitOfWork) -> None:
    """Find the worker on whose behalf it is done."""
    if uow.client.acts_for is not None:
        uow.on_behalf_of = delegates.person(uow, uow.client.acts_for)
