"""Works off all jobs of all organisations: for the command, and on one thread of a server."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from app.db import clients, imports, jobs, statistics
from app.db.database import Database
from app.db.lease import Lease
from app.db.unit_of_work import Client
from app.resources.imports import working as importing
from app.resources.jobs import working as evaluating
from app.resources.operations.pace import SECONDS_OF_A_BATCH, Pace, Worked
from app.rules.catalogue import RULES_VERSION
from app.web.log import note_trouble

PAUSE = 0.1
"""Seconds between batches on SQLite, whose writers look every 0.1 s whether it is their turn."""
IDLE = 1.0
AFTER_TROUBLE = 5.0
LEASE = "work"
"""Held by the process that works; what it does is safe to do twice, but would be done in turns."""
KINDS = (evaluating.batch, importing.batch)
"""What an organisation may have to do; the first comes first."""


@dataclass(slots=True)
class Done:
    """What was worked off, by the name of the organisation."""

    records: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    batches: int = 0

    def add(self, organisation: Client, worked: Worked) -> None:
        """Count a batch."""
        self.batches += 1
        self.records[organisation.name] += worked.records
        self.finished[organisation.name] += worked.finished


class Shift:
    """Works off what there is to do; told to stop, it ends after the batch that it is in.

    With a lease it ends as well when the lease has gone to another.
    """

    def __init__(
        self,
        database: Database,
        stop: threading.Event,
        pause: float = PAUSE,
        lease: Lease | None = None,
    ) -> None:
        self._database = database
        self._stop = stop
        self._lease = lease
        self._pause = pause if database.engine.dialect.name == "sqlite" else 0
        self._pace = Pace(SECONDS_OF_A_BATCH[database.engine.dialect.name])

    def work_off(self, only: UUID | None = None) -> Done:
        """Notice new days, and go through all jobs of all organisations, or of one, in turns.

        What comes meanwhile has its turn. Where one cannot be worked off, that is raised once the
        others have been.
        """
        done, troubles = Done(), dict[UUID, Exception]()
        while self._round(done, troubles, only):
            pass
        if troubles:
            raise next(iter(troubles.values()))
        return done

    def is_left(self) -> bool:
        """Whether there is a job or an import that is not finished."""
        return bool(self._waiting())

    def _round(self, done: Done, troubles: dict[UUID, Exception], only: UUID | None) -> bool:
        """A turn for each organisation that is not in trouble; whether any had something to do."""
        before, waiting = done.batches, self._waiting()
        for organisation in self._organisations():
            id = organisation.organisation_id
            if id in troubles or only not in {None, id}:
                continue
            if not self._goes_on():
                return False
            try:
                self._turn(done, organisation, waits=id in waiting)
            except Exception as error:  # noqa: BLE001  # raised when the others have had their turns
                troubles[id] = error
        return done.batches > before

    def _turn(self, done: Done, organisation: Client, *, waits: bool) -> None:
        """Notice what day it is there, and do one batch."""
        self._database.cross_days(organisation)
        worked = self._batch(organisation) if waits else None
        if worked is not None:
            statistics.refresh(self._database.engine)
            done.add(organisation, worked)
            self._stop.wait(self._pause)

    def _organisations(self) -> list[Client]:
        with self._database.engine.connect() as connection:
            return clients.organisations(connection)

    def _waiting(self) -> set[UUID]:
        """The organisations that have something to do."""
        with self._database.engine.connect() as connection:
            found = [*jobs.waiting(connection, RULES_VERSION), *imports.waiting(connection)]
        return {one.organisation_id for one in found}

    def _goes_on(self) -> bool:
        return not self._stop.is_set() and (self._lease is None or self._lease.hold())

    def _batch(self, organisation: Client) -> Worked | None:
        """One batch of whatever there is, timed."""
        for kind in KINDS:
            began = monotonic()
            worked = self._database.write_now(organisation, kind, self._pace)
            if worked is not None:
                self._pace.note(worked.work, worked.records, monotonic() - began)
                return worked
        return None


class Background:
    """One thread that works off jobs while a server runs; idle, it holds no connection.

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
