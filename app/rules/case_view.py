"""One case's stream, as the rules look at it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import DAY
from app.rules.carriers import Carrier, Supervisors, agreed_changes
from app.rules.content import Sheet
from app.rules.duty import Duty
from app.rules.episodes import CaseRun, case_runs, held_until
from app.rules.facts import Allocation, CaseStream
from app.rules.plans import governing
from app.rules.policy import RuleBook
from app.rules.stretch import Fact
from app.rules.turns import Turns
from app.rules.view import Placed, View, held, in_order, last
from app.vocabulary import SubjectType


class Turn(NamedTuple):
    """Days without a change: who carries the case if anybody holds it, its plan, other carriers."""

    holding: Carrier | None
    plan_type: str | None
    others: dict[UUID | None, Carrier]


class CaseView(View):
    """One case's stream; served by held sessions that discuss it."""

    subject_type = SubjectType.CASE

    def __init__(self, stream: CaseStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.stream = stream
        self.subject_id = stream.case_id
        self.sessions = list(_told(stream))
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
        self.serve(held(self.sessions))
        self._supervisors = Supervisors(
            ((each.place, each.session) for each in self.served), stream.earlier
        )
        self.earlier = stream.earlier
        self.before = last(stream.earlier)
        self._runs = Turns(
            (day for run in self.runs for day in (run.from_on, run.until)), self._run
        )
        self._turns = Turns(self._changes(), self._turn)

    @cached_property
    def sheets(self) -> list[tuple[Placed, Sheet]]:
        """The discussions of the window, each with what all rows about it share."""
        return [(each, Sheet(self, discussed("", each), each.session.id)) for each in self.opening]

    def run_on(self, day: date) -> CaseRun | None:
        """The plans that go on one after another on a day."""
        return self._runs.on(day)

    def carried_until(self, day: date) -> date | None:
        """The first day on which no plan goes on any more."""
        run = self.run_on(day)
        return run.until if run and run.until != date.max else None

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker allocated that day, else the first supervisee of what opened it."""
        turn = self._turns.on(day)
        if turn.holding and not fact.carried_by:
            return turn.holding
        worker_id = fact.carried_by or self._first_supervisees.get(fact.origin)
        found = turn.others.get(worker_id)
        if found is None:
            found = turn.others[worker_id] = self._carrier(worker_id, turn.plan_type, day)
        return found

    def holds(self, allocation: Allocation, day: date) -> bool:
        """Whether an allocation is in force on a day."""
        until = self.held_until[allocation.id]
        return allocation.started_on <= day and (until is None or day < until)

    def _changes(self) -> Iterator[date]:
        """The days on which it may change who carries what, or under which plan."""
        yield from self.book.changes_after(date.min)
        yield from self._supervisors.changes()
        for run in self.runs:
            for episode in run.episodes:
                yield episode.from_on
                yield episode.until
        for allocation in self.allocations:
            yield allocation.started_on
            yield self.held_until[allocation.id] or date.max
        for duty in self._duties.values():
            yield from duty.changes()
        for worker in self.stream.workers.values():
            yield from agreed_changes(worker)

    @cached_property
    def _first_supervisees(self) -> dict[UUID | None, UUID | None]:
        """The first supervisee of every session known; only needed where nobody holds the case."""
        first: dict[UUID | None, UUID | None] = {
            each.id: each.supervisee_id for each in self.stream.earlier
        }
        for session in self.stream.sessions:
            first[session.id] = session.supervisees[0] if session.supervisees else None
        return first

    def _run(self, day: date) -> CaseRun | None:
        return next((run for run in self.runs if run.covers(day)), None)

    def _turn(self, day: date) -> Turn:
        run = self.run_on(day)
        plan = governing(run, day, self.book, "case-timescale") if run else None
        plan_type = plan.name if plan else None
        held = next((one for one in self.allocations if self.holds(one, day)), None)
        holding = self._carrier(held.worker_id, plan_type, day) if held else None
        return Turn(holding, plan_type, {})

    def _carrier(self, worker_id: UUID | None, plan_type: str | None, day: date) -> Carrier:
        duty = self._duties.get(worker_id) if worker_id else None
        post = duty.post_on(day) if duty else None
        worker = self.stream.workers.get(worker_id) if worker_id else None
        return Carrier(
            worker_id,
            self._supervisors.on(day, worker),
            post.team_id if post else None,
            plan_type,
        )


def discussed(rule: str, each: Placed) -> Fact:
    """What a discussion opens about itself; its record is the session."""
    id = each.session.id
    return Fact(rule, each.about, each.day, "discussion", id, id)


def _told(stream: CaseStream) -> Iterator[Placed]:
    """The sessions that discuss the case, in order, each with what it said last about it."""
    for place, session, day, anchor, *_ in in_order(stream.sessions):
        said = [one for one in session.discussions if one.case_id == stream.case_id]
        if said:
            yield Placed(place, session, day, anchor, said[-1], str(said[-1].id))
