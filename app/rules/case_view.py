"""One case's stream, as the rules look at it."""

from datetime import date
from uuid import UUID

from app.rules.calendar import DAY
from app.rules.carriers import Carrier, Supervisors
from app.rules.duty import Duty
from app.rules.episodes import CaseRun, case_runs, held_until
from app.rules.facts import Allocation, CaseStream, Discussion, Session
from app.rules.plans import governing
from app.rules.policy import RuleBook
from app.rules.stretch import Fact
from app.rules.view import Placed, View, held, in_order, last
from app.vocabulary import SubjectType


class CaseView(View):
    """One case's stream; served by held sessions that discuss it."""

    subject_type = SubjectType.CASE

    def __init__(self, stream: CaseStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.stream = stream
        self.subject_id = stream.case_id
        self.sessions = in_order(s for s in stream.sessions if _discusses(s, stream.case_id))
        self.actions = stream.actions
        self.notes = stream.notes
        self.closed_from = stream.closed_on + DAY if stream.closed_on else None
        self.runs = case_runs(stream.plans, stream.closed_on, book)
        self.allocations = sorted(
            stream.allocations, key=lambda a: (a.started_on, a.worker_id), reverse=True
        )
        self.held_until = {
            one.id: held_until(one, stream.allocations) for one in stream.allocations
        }
        self._duties = {id: Duty(worker) for id, worker in stream.workers.items()}
        self._carriers: dict[tuple[UUID | None, UUID | None, date], Carrier] = {}
        self.serve(held(self.sessions))
        self._supervisors = Supervisors(
            ((each.place, each.session) for each in self.served), stream.earlier
        )
        self.before = last(stream.earlier)
        self._said = {
            each.session.id: discussion
            for each in self.sessions
            for discussion in each.session.discussions
            if discussion.case_id == self.subject_id
        }
        self._anchors = {id: str(discussion.id) for id, discussion in self._said.items()}
        self._supervisees = _supervisees(stream)

    def discussion_in(self, each: Placed) -> Discussion:
        """What one of its sessions said about the case."""
        return self._said[each.session.id]

    def discussed(self, rule: str, each: Placed) -> Fact:
        """What a discussion opens about itself; its record is the session."""
        id = each.session.id
        return Fact(rule, self._anchors[id], each.day, "discussion", id, origin=id)

    def run_on(self, day: date) -> CaseRun | None:
        """The plans that go on one after another on a day."""
        return next((run for run in self.runs if run.covers(day)), None)

    def carried_until(self, day: date) -> date | None:
        """The first day on which no plan goes on any more."""
        run = self.run_on(day)
        return run.until if run and run.until != date.max else None

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker allocated that day, else the first supervisee of what opened it."""
        key = (fact.carried_by, fact.origin, day)
        found = self._carriers.get(key)
        if found is None:
            found = self._carriers[key] = self._carrier(fact, day)
        return found

    def holds(self, allocation: Allocation, day: date) -> bool:
        """Whether an allocation is in force on a day."""
        until = self.held_until[allocation.id]
        return allocation.started_on <= day and (until is None or day < until)

    def _carrier(self, fact: Fact, day: date) -> Carrier:
        worker_id = fact.carried_by or self._allocated(day) or self._supervisees.get(fact.origin)
        duty = self._duties.get(worker_id) if worker_id else None
        post = duty.post_on(day) if duty else None
        worker = self.stream.workers.get(worker_id) if worker_id else None
        run = self.run_on(day)
        plan = governing(run, day, self.book, "case-timescale") if run else None
        return Carrier(
            worker_id,
            self._supervisors.on(day, worker),
            post.team_id if post else None,
            plan.name if plan else None,
        )

    def _allocated(self, day: date) -> UUID | None:
        holding = (one.worker_id for one in self.allocations if self.holds(one, day))
        return next(holding, None)


def _discusses(session: Session, case_id: UUID) -> bool:
    return any(discussion.case_id == case_id for discussion in session.discussions)


def _supervisees(stream: CaseStream) -> dict[UUID | None, UUID | None]:
    """The first supervisee of every session known."""
    first: dict[UUID | None, UUID | None] = {each.id: each.supervisee_id for each in stream.earlier}
    for session in stream.sessions:
        first[session.id] = session.supervisees[0] if session.supervisees else None
    return first
