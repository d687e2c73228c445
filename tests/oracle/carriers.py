"""Who carried it: on the due day, at the latest on the duty's last day, else when it was opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.rules.facts import AgreementStream, CaseStream, Session, WorkerStream
from tests.oracle.days import DAY
from tests.oracle.people import (
    Employment,
    agreed_supervisor,
    held,
    last_supervisor,
    personal,
    running,
)
from tests.oracle.slate import Carried

FirstOut = Callable[[date], date | None]
"""The first day on which the duty of that day is over."""


@dataclass
class WorkerCarrier:
    """A worker's rows are the worker's own."""

    stream: WorkerStream
    employment: Employment
    known: dict[tuple[object, ...], Carried] = field(default_factory=dict)

    def __call__(self, opened_on: date, due_on: date | None) -> Carried:
        asked = (opened_on, due_on)
        if asked not in self.known:
            self.known[asked] = self.on(carried_on(opened_on, due_on, self.employment.left_on))
        return self.known[asked]

    def on(self, day: date) -> Carried:
        worker = self.stream.worker
        supervisor = agreed_supervisor(worker.agreements, day)
        if supervisor is None:
            supervisor = last_supervisor(personal(self.stream.sessions), day)
        return Carried(worker.id, supervisor, self.employment.team_on(day))


@dataclass
class CaseCarrier:
    """A case's rows are those of whom it is allocated to, else of whom the session supervised."""

    stream: CaseStream
    left_on: FirstOut
    plan_type_on: Callable[[date], str | None]
    worker_id: UUID | None = None
    origin: UUID | None = None
    known: dict[tuple[object, ...], Carried] = field(default_factory=dict)

    def __call__(self, opened_on: date, due_on: date | None) -> Carried:
        asked = (opened_on, due_on, self.worker_id, self.origin)
        if asked not in self.known:
            self.known[asked] = self.on(carried_on(opened_on, due_on, self.left_on))
        return self.known[asked]

    def on(self, day: date) -> Carried:
        worker_id = self.worker_id or self.allocated(day) or self.supervised()
        worker = self.stream.workers.get(worker_id) if worker_id else None
        supervisor = agreed_supervisor(worker.agreements, day) if worker else None
        if supervisor is None:
            supervisor = last_supervisor(self.discussing(), day)
        team = Employment(worker).team_on(day) if worker else None
        return Carried(worker_id, supervisor, team, self.plan_type_on(day))

    def allocated(self, day: date) -> UUID | None:
        """Of several, who was given it last, then by id of the worker."""
        now = running(self.stream.allocations, day)
        last = max(now, key=lambda each: (each.started_on, each.worker_id), default=None)
        return last.worker_id if last else None

    def supervised(self) -> UUID | None:
        """Whoever was supervised in the session that opened it."""
        opened_in = [each for each in self.stream.sessions if each.id == self.origin]
        return next((person for each in opened_in for person in each.supervisees), None)

    def discussing(self) -> list[Session]:
        return [
            each
            for each in held(self.stream.sessions)
            if any(said.case_id == self.stream.case_id for said in each.discussions)
        ]


@dataclass
class AgreementCarrier:
    """An agreement's rows name its own supervisor."""

    stream: AgreementStream

    def __call__(self, opened_on: date, due_on: date | None) -> Carried:
        agreement, worker = self.stream.agreement, self.stream.worker
        last = agreement.ended_on
        day = carried_on(opened_on, due_on, lambda _: last + DAY if last else None)
        return Carried(worker.id, agreement.supervisor_id, Employment(worker).team_on(day))


def carried_on(opened_on: date, due_on: date | None, left_on: FirstOut) -> date:
    if due_on is None:
        return opened_on
    out_on = left_on(opened_on)
    return min(due_on, out_on - DAY) if out_on else due_on
