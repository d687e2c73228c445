"""Does batch after batch, in turns for all organisations, on whatever thread it is told to."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

from app.db import clients, imports, jobs, statistics
from app.db.database import Database
from app.db.lease import Lease
from app.db.unit_of_work import Client, UnitOfWork
from app.resources.imports import working as importing
from app.resources.jobs import working as evaluating
from app.resources.operations.pace import SECONDS_OF_A_BATCH, Pace, Worked
from app.rules.catalogue import RULES_VERSION

PAUSE = 0.1
"""Seconds between batches on SQLite where others wait to write."""
SPELL = 1.5
"""Seconds after which it pauses anyway: writers of other processes look every 0.1 s, for 2 s."""
WHILE_OTHERS_WORK = 0.05
"""Seconds until another look where others are at what has to be done first."""


class Kind(NamedTuple):
    """Work of one kind: who has some, by a connection, and a batch of it."""

    waiting: Callable[[Any], list[Client]]
    batch: Callable[[UnitOfWork, Pace], Callable[[], Worked | None]]


JOBS = Kind(lambda connection: jobs.waiting(connection, RULES_VERSION), evaluating.batch)
IMPORTS = Kind(imports.waiting, importing.batch)


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

    def join(self, other: "Done") -> None:
        """Count what another has done as well."""
        self.batches += other.batches
        self.records += other.records
        self.finished += other.finished


class Hand:
    """Does work of some kinds, of which an organisation's first comes first.

    Told to stop, it ends after the batch that it is in; with a lease it ends as well when the lease
    has gone to another.
    """

    def __init__(
        self,
        database: Database,
        stop: threading.Event,
        kinds: Sequence[Kind],
        pause: float,
        lease: Lease | None,
    ) -> None:
        self._database = database
        self._stop = stop
        self._kinds = kinds
        self._lease = lease
        self._pause = pause if database.engine.dialect.name == "sqlite" else 0
        self._pace = Pace(SECONDS_OF_A_BATCH[database.engine.dialect.name])
        self._paused_at = monotonic()

    def work_off(self, only: UUID | None = None) -> Done:
        """Notice new days, and go through all work of all organisations, or of one, in turns.

        What comes meanwhile has its turn. Where one cannot be worked off, that is raised once the
        others have been.
        """
        done, troubles = Done(), dict[UUID, Exception]()
        while self._round(done, troubles, only):
            pass
        if troubles:
            raise next(iter(troubles.values()))
        return done

    def waiting(self) -> set[UUID]:
        """The organisations that have something to do."""
        with self._database.engine.connect() as connection:
            found = [one for kind in self._kinds for one in kind.waiting(connection)]
        return {one.organisation_id for one in found}

    def _round(self, done: Done, troubles: dict[UUID, Exception], only: UUID | None) -> bool:
        """A turn for each organisation that is not in trouble; whether any had something to do."""
        before, waiting = done.batches, self.waiting()
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
            self._let_others(worked)

    def _let_others(self, worked: Worked) -> None:
        """Wait for those who have to be first, and let those write who can only between batches."""
        if not worked.records:
            self._stop.wait(WHILE_OTHERS_WORK)
        elif self._pause and (self._database.others_wait() or self._is_late()):
            self._stop.wait(self._pause)
            self._paused_at = monotonic()

    def _is_late(self) -> bool:
        return monotonic() > self._paused_at + SPELL

    def _organisations(self) -> list[Client]:
        with self._database.engine.connect() as connection:
            return clients.organisations(connection)

    def _goes_on(self) -> bool:
        return not self._stop.is_set() and (self._lease is None or self._lease.hold())

    def _batch(self, organisation: Client) -> Worked | None:
        """One batch of whatever there is, timed."""
        for kind in self._kinds:
            began = monotonic()
            worked = self._database.write_now(organisation, kind.batch, self._pace)
            if worked is not None:
                self._pace.note(worked.work, worked.records, monotonic() - began)
                return worked
        return None
