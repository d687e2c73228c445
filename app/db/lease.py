"""A lease: of all processes on a database one has it, until it lets go or falls silent."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from os import getpid
from socket import gethostname
from time import monotonic
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.base import columns_of
from app.db.tables import LeaseRow

LEASE = columns_of(LeaseRow)
LASTS = timedelta(seconds=6)
"""So long after the last sign of its holder, another may take it."""
RENEWED_AFTER = 2.0
"""Seconds for which a holder does not ask again."""
LONGEST_HOST = 64
Transaction = Callable[[], AbstractContextManager[Connection]]


class Lease:
    """One process's claim to a lease.

    Whoever stalls may lose it and not know: do nothing under it that two could not do at once.
    """

    def __init__(self, name: str, reading: Engine, transaction: Transaction) -> None:
        self._name = name
        self._reading, self._transaction = reading, transaction
        self.holder = f"{gethostname()[:LONGEST_HOST]} {getpid()} {secrets.token_hex(4)}"
        self._asked_at: float | None = None

    def hold(self) -> bool:
        """Take it, or keep it; whether it is ours now."""
        if self._asked_at is not None and monotonic() < self._asked_at + RENEWED_AFTER:
            return True
        asked_at = monotonic()
        is_ours = self._is_free() and self._taken()
        self._asked_at = asked_at if is_ours else None
        return is_ours

    def let_go(self) -> None:
        """Leave it to others at once."""
        if self._asked_at is None:
            return
        self._asked_at = None
        with self._transaction() as connection:
            mine = (LEASE.name == self._name) & (LEASE.holder == self.holder)
            connection.execute(delete(LeaseRow).where(mine))

    def _is_free(self) -> bool:
        """Whether it could be ours: who only waits does not write."""
        with self._reading.connect() as connection:
            another = select(LEASE.name).where(
                LEASE.name == self._name,
                LEASE.holder != self.holder,
                LEASE.until > _now(connection),
            )
            return connection.execute(another).first() is None

    def _taken(self) -> bool:
        with self._transaction() as connection:
            now = _now(connection)
            insert = (postgresql if _is_shared(connection) else sqlite).insert(LeaseRow)
            row = {"name": self._name, "holder": self.holder, "until": now + LASTS}
            claim = insert.values(row).on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": self.holder, "until": now + LASTS},
                where=(LEASE.holder == self.holder) | (LEASE.until <= now),
            )
            return connection.execute(claim.returning(LEASE.holder)).first() is not None


def _now(connection: Connection) -> Any:  # noqa: ANN401  # an instant, or how to ask for it
    """By the clock of the server, which all machines share; of this one, where the file is."""
    if _is_shared(connection):
        return func.clock_timestamp(type_=DateTime(timezone=True))
    return datetime.now(UTC)


def _is_shared(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
