"""A story of one worker, one case or one agreement, and the facts that it comes to."""

from dataclasses import dataclass, field
from datetime import date

from app.rules.facts import (
    Absence,
    Action,
    AgreementStream,
    Allocation,
    CaseStream,
    Note,
    Plan,
    Session,
    WorkerStream,
)
from tests.rules import make
from tests.rules.table.details import Changes

Stream = WorkerStream | CaseStream | AgreementStream


@dataclass
class Story:
    """What has been read so far."""

    about: str = ""
    post: Changes = field(default_factory=dict)
    agreement: Changes = field(default_factory=dict)
    asye_started_on: date | None = None
    closed_on: date | None = None
    plans: list[Plan] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def stream(self) -> Stream:
        """The facts of the story."""
        worker = make.worker(
            make.post(**self.post),
            absences=tuple(self.absences),
            asye_started_on=self.asye_started_on,
        )
        if self.about == "worker":
            return make.stream(*self.sessions, worker=worker, actions=tuple(self.actions))
        if self.about == "agreement":
            return make.agreement_stream(make.agreement(**self.agreement))
        return make.case_stream(
            *self.sessions,
            plans=tuple(self.plans),
            allocations=tuple(self.allocations),
            notes=tuple(self.notes),
            actions=tuple(self.actions),
            closed_on=self.closed_on,
            workers={make.WORKER: worker},
        )
