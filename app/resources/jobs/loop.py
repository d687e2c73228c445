"""Works off all that is to be done: for the command, and on threads of a server."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from app.db.database import Database
from app.db.lease import Lease
from app.resources.jobs.hand import IMPORTS, JOBS, PAUSE, Done, Hand
from app.web.log import note_trouble

IDLE = 1.0
AFTER_TROUBLE = 5.0
LEASE = "work"
"""Held by the process that works; what it does is safe to do twice, but would be done in turns."""


class Shift:
    """Works off what there is to do, imports with two hands on PostgreSQL.

    While one waits for the database the other has the time. SQLite lets one write at a time.
    """

    def __init__(
        self,
        database: Database,
        stop: threading.Event,
        pause: float = PAUSE,
        lease: Lease | None = None,
    ) -> None:
        self._hand = Hand(database, stop, (JOBS, IMPORTS), pause, lease)
        self._other = Hand(database, stop, (IMPORTS,), pause, lease)
        self._has_two = database.engine.dialect.name == "postgresql"

    def work_off(self, only: UUID | None = None) -> Done:
        """Do what there is to do, for all organisations or for one; raises what kept it back."""
        if not (self._has_two and self._other.waiting()):
            return self._hand.work_off(only)
        with ThreadPoolExecutor(1, "supervision-work") as thread:
            helping = thread.submit(self._other.work_off, only)
            done = self._hand.work_off(only)
        done.join(helping.result())
        return done

    def is_left(self) -> bool:
        """Whether there is a job or an import that is not finished."""
        return bool(self._hand.waiting())


class Background:
    """A thread that works off jobs while a server runs; idle, it holds no connection.

    Of all processes on one database, the one that has the lease works; the others look at nothing
    but whether it is to be had. `idle` and `after_trouble` are the seconds until the next look.
    """

    def __init__(
        self, database: Database, *, idle: float = IDLE, after_trouble: float = AFTER_TROUBLE
    ) -> None:
        self._idle, self._after_trouble = idle, after_trouble
        self._stop = threading.Event()
        self._lease = database.lease(LEASE)
        self._shift = Shift(database, self._stop, lease=self._lease)
        self._thread = threading.Thread(target=self._run, name="supervision-work", daemon=True)

    def start(self) -> None:
        """Begin to look for work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch that is being worked on, and let another process go on."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._look())
        self._try(self._lease.let_go)

    def _look(self) -> float:
        """Do what there is to do; how many seconds to wait until the next look."""
        return self._idle if self._try(self._lead) else self._after_trouble

    def _lead(self) -> None:
        if self._lease.hold():
            self._shift.work_off()

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except Exception as error:  # noqa: BLE001  # the database may be away; nothing is lost
            note_trouble("work", error)
            return False
        return True
