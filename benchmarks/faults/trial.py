"""A small organisation and eight writers, on a database of their own."""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.cli import EVERYDAY
from app.vocabulary import Scope
from benchmarks import server
from benchmarks.client import Client
from benchmarks.faults.ledgers import Audit, audit
from benchmarks.faults.writers import WRITERS, Writer
from benchmarks.history import Archive, Staff
from benchmarks.report import Figure, Report
from benchmarks.server import Process
from benchmarks.stage import Stage, stage
from benchmarks.verifying import verified

ORGANISATION = "Authority under attack (invented)"
DRAIN_SECONDS = 120.0
SCOPES = EVERYDAY | {Scope.IMPORTS_WRITE, Scope.EVENTS_READ, Scope.WEBHOOKS_WRITE}


@dataclass(slots=True)
class Trial:
    """One database with a port on which the service comes and goes."""

    stage: Stage
    key: str
    port: int
    today: date
    report: Report

    def service(
        self, command: list[str] | None = None, **settings: str
    ) -> contextlib.AbstractContextManager[Process]:
        """The service, at the same port each time."""
        return server.service(
            self.stage.url,
            self.key,
            self.stage.folder,
            self.port,
            command=command,
            settings=named(settings),
        )

    def helper(
        self, command: list[str], **settings: str
    ) -> contextlib.AbstractContextManager[Process]:
        """A process beside the service."""
        return server.helper(command, self.stage.url, self.stage.folder, named(settings))

    def client(self, timeout: float = 30.0) -> Client:
        """A client of the service."""
        return Client(self.port, self.key, timeout)

    def tell(self, line: str) -> None:
        """Say something at once."""
        self.report.tell(f"{self.stage.kind}: {line}")

    def tell_failures(self) -> None:
        """What the service answered with 500, and why: 503 is right while the database is away."""
        log = self.stage.folder / "service.log"
        lines = log.read_text().splitlines() if log.exists() else []
        ours = [line for line in lines if '"status": 500' in line or "Traceback" in line]
        self.none("answers of 500", len(ours))
        for line in [line for line in lines if '"failure"' in line][: 3 if ours else 0]:
            self.tell(line[-2000:])

    def tell_troubles(self) -> None:
        """What processes beside the service met, as a database that was busy, and how often."""
        log = self.stage.folder / "helper.log"
        lines = [line for line in log.read_text().splitlines() if line.endswith("}")]  # not cut off
        found = [json.loads(line) for line in lines if '"trouble"' in line]
        counted = Counter(f"{line['doing']}: {line['errors'][0]}" for line in found)
        self.tell(f"troubles of workers: {dict(counted) or 'none'}")

    def none(self, name: str, found: int) -> None:
        """A count that was promised to be nought."""
        self.report.add(Figure(f"{self.stage.kind}: {name}", found, 0))

    def judge(self, name: str, audited: Audit) -> None:
        """Say what was lost and what was doubled."""
        self.none(f"{name}: acknowledged and lost", len(audited.lost))
        self.none(f"{name}: doubled", len(audited.doubled))
        for what, found in (("lost", audited.lost), ("doubled", audited.doubled)):
            if found:
                self.tell(f"{what}: {found[:10]}")

    def verify(self, when: str) -> None:
        """Work everything out from nothing and compare."""
        is_right, said = verified(self.stage.url, self.stage.folder)
        self.tell(f"supervision verify {when}: {said}")
        self.none(f"{when}: differences that verify found", not is_right)


def named(settings: dict[str, str]) -> dict[str, str]:
    """Settings as the environment has them."""
    return {f"SUPERVISION_{name.upper()}": value for name, value in settings.items()}


@contextlib.contextmanager
def trial(
    kind: str, report: Report, parent: Path | None, *, is_empty: bool = False
) -> Iterator[Trial]:
    """A migrated database with a worker for each writer, or with an organisation and no more."""
    with stage(kind, parent) as made:
        archive = Archive(made.url, ORGANISATION, SCOPES)
        with contextlib.closing(archive):
            if not is_empty:
                archive.fill([Staff("K", WRITERS, 0, 0, 0)], lambda _: None)
            ours = Trial(made, archive.key, server.free_port(), archive.today, report)
            try:
                yield ours
            finally:
                ours.tell_failures()


@contextlib.contextmanager
def writing(trial: Trial, pause: float = 0.0) -> Iterator[list[Writer]]:
    """The writers; at the end each finishes what it has begun."""
    writers = [
        Writer(number, trial.port, trial.key, trial.today, pause) for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.shall_stop.set()
        deadline = time.monotonic() + DRAIN_SECONDS
        for writer in writers:
            writer.join(max(0.0, deadline - time.monotonic()))


def let(writers: list[Writer], *, send: bool) -> None:
    """Open or close the way for all writers."""
    for writer in writers:
        if writer.failure:
            raise RuntimeError(writer.failure)
        if send:
            writer.may_send.set()
        else:
            writer.may_send.clear()


def checked(trial: Trial, writers: list[Writer]) -> Audit:
    """What is there of what was promised, by now."""
    with contextlib.closing(trial.client()) as client:
        return audit(client, writers)
