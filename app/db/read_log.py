"""The read log: who was shown what a scope protects, stored before they are answered."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection, insert

from app.db.base import new_id
from app.db.prepared import Prepared
from app.db.tables import ReadLog
from app.db.unit_of_work import UnitOfWork

Row = dict[str, Any]
COLUMNS = tuple(ReadLog.model_fields)
INSERT = Prepared(insert(ReadLog), COLUMNS)


def entries(uow: UnitOfWork) -> list[Row]:
    """A row for each record and scope that this unit of work showed to its client."""
    return [
        {
            "organisation_id": uow.client.organisation_id,
            "id": new_id(),
            "at": uow.now,
            "client_id": uow.client.id,
            "key_id": uow.client.key_id,
            "on_behalf_of": uow.on_behalf_of,
            "type": shown.type,
            "record_id": shown.record_id,
            "version": shown.version,
            "scope": shown.scope.value,
        }
        for shown in sorted(uow.pending.shown)
    ]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The rows of one reader, who is told once they are stored."""

    rows: list[Row]
    told: asyncio.Future[None]


class Keeper:
    """Stores the rows of many readers in one transaction.

    A commit costs a flush to the disk, and readers come faster than disks flush: what arrives while
    one batch is being stored makes up the next one.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._one_at_a_time = CapacityLimiter(1)
        self._waiting: list[_Waiting] = []
        self._storing: asyncio.Task[None] | None = None

    async def store(self, rows: list[Row]) -> None:
        """Return once these rows are on disk; raise if they are not."""
        loop = asyncio.get_running_loop()
        mine = _Waiting(rows, loop.create_future())
        self._waiting.append(mine)
        if self._storing is None or self._storing.done():
            self._storing = loop.create_task(self._store_all())
        await mine.told

    async def _store_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            rows = [row for one in batch for row in one.rows]
            try:
                await to_thread.run_sync(self.store_now, rows, limiter=self._one_at_a_time)
            except Exception as error:  # noqa: BLE001  # those who wait for it are told
                _tell(batch, error)
            else:
                _tell(batch, None)

    def store_now(self, rows: list[Row]) -> None:
        """Store rows in a transaction of their own, in the calling thread."""
        with self._transaction() as connection:
            INSERT.run_many(connection, rows).close()


def _tell(batch: list[_Waiting], error: Exception | None) -> None:
    for one in batch:
        if one.told.done():
            continue  # its request was cancelled
        if error is None:
            one.told.set_result(None)
        else:
            one.told.set_exception(error)
