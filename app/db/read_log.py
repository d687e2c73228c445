"""The read log: who was shown what a scope protects, stored before they are answered."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(eq=False, slots=True)
class _Waiting:
    """The rows of one reader, and whether they have been stored."""

    rows: list[Row]
    is_stored: bool = field(default=False)


class Keeper:
    """Stores the rows of many readers in one transaction: whoever comes first takes all along.

    A commit costs a flush to the disk, and readers come faster than disks flush.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._turn = threading.Lock()
        self._door = threading.Lock()
        self._waiting: list[_Waiting] = []

    def store(self, rows: list[Row]) -> None:
        """Return once these rows are on disk; raise if they are not."""
        mine = _Waiting(rows)
        with self._door:
            self._waiting.append(mine)
        with self._turn:
            if mine.is_stored:
                return
            with self._door:
                batch, self._waiting = self._waiting, []
            self._store(batch, mine)

    def _store(self, batch: list[_Waiting], mine: _Waiting) -> None:
        try:
            with self._transaction() as connection:
                rows = [row for one in batch for row in one.rows]
                INSERT.run_many(connection, rows).close()
        except BaseException:
            with self._door:  # the others try for themselves
                self._waiting = [one for one in batch if one is not mine] + self._waiting
            raise
        for one in batch:
            one.is_stored = True
