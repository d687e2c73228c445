"""A replica: reads go there if it is well, and has all that its reader must know of."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

R = TypeVar("R")
RESTS = 5.0
"""Seconds for which a replica that did not answer is not asked again."""
TOOK_TOO_LONG = "57014"
IN_THE_WAY = ("40001", "40P01")  # what it has to repeat of the primary's came first
REMEMBERED = 10_000


class Behind(Exception):
    """The replica does not know yet what is asked for."""


class NotServed(Exception):
    """The replica cannot answer this; the primary can."""


class Replica:
    """A copy that follows the primary, some moments behind."""

    def __init__(self, reading: Engine) -> None:
        self.engine = reading
        self._rests_until = 0.0

    def run(self, work: Callable[[Connection], R]) -> R:
        """Run work in a snapshot there; raise `NotServed` where the primary has to do it."""
        if monotonic() < self._rests_until:
            raise NotServed
        try:
            with self.engine.connect() as connection, connection.begin():
                return work(connection)
        except (Behind, PoolTimeout) as error:
            raise NotServed from error
        except DBAPIError as error:
            self._meet(error)
            raise NotServed from error

    def _meet(self, error: DBAPIError) -> None:
        """Pass on what would take the primary as long; leave alone for a while what is unwell."""
        state = getattr(error.orig, "sqlstate", None)
        if state == TOOK_TOO_LONG:
            raise error
        if state not in IN_THE_WAY:
            self._rests_until = monotonic() + RESTS


class Seen:
    """The last change that each client has made or been shown, as far as this process knows."""

    def __init__(self) -> None:
        self._last: dict[UUID, int] = {}
        self._one_at_a_time = Lock()

    def note(self, client: UUID, seq: int) -> None:
        """Remember the larger number; of too many clients, the longest silent is forgotten."""
        with self._one_at_a_time:
            self._last[client] = max(seq, self._last.pop(client, 0))
            if len(self._last) > REMEMBERED:
                del self._last[next(iter(self._last))]

    def by(self, client: UUID) -> int:
        """The number; 0 where nothing is remembered."""
        return self._last.get(client, 0)
