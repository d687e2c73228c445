"""What the rules share about one stream, worked out once: its sessions in order, its carriers."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import DAY
from app.rules.duty import Duty
from app.rules.expectation import Expectation
from app.rules.facts import (
    EARLIEST,
    Action,
    CaseStream,
    Place,
    Session,
    Supervised,
    WorkerStream,
    day_of,
    place_of,
)
from app.rules.parameters import RulePolicy
from app.rules.policy import RuleBook
from app.rules.stretch import Fact, Stretch
from app.vocabulary import SessionKind, SessionStatus, SubjectType

PERSONAL = (SessionKind.PERSONAL, SessionKind.JOINT)


class Carrier(NamedTuple):
    """Who carried an expectation."""

    worker_id: UUID | None
    supervisor_id: UUID | None
    team_id: UUID | None


class Placed(NamedTuple):
    """A session with where it stands in time, its day and its id as an anchor."""

    place: Place
    session: Session
    day: date
    anchor: str


class Supervisors:
    """Who supervised last, as at any day."""

    __slots__ = ("_days", "_ids")

    def __init__(self, held: list[Placed], earlier: tuple[Supervised, ...]) -> None:
        """Put all held sessions that count in order."""
        known: list[tuple[Place, UUID | None]] = [
            (each.place, each.session.supervisors[0] if each.session.supervisors else None)
            for each in held
        ]
        known += [
            ((each.held_on, each.started_at or EARLIEST, each.id), each.supervisor_id)
            for each in earlier
        ]
        known.sort(key=lambda pair: pair[0])
        self._days = [place[0] for place, _ in known]
        self._ids = [supervisor_id for _, supervisor_id in known]

    def on(self, day: date) -> UUID | None:
        """The first supervisor of the last session on or before that day."""
        index = bisect_right(self._days, day)
        return self._ids[index - 1] if index else None


class View:
    """A stream seen from one window: `since` is its first day, None: everything.

    `sessions` are those that have a day, in order; `served` those that supersede what earlier ones
    left open; `opening` those of the served whose day is in the window.
    """

    subject_type: SubjectType
    subject_id: UUID

    def __init__(self, book: RuleBook, since: date | None) -> None:
        """Nothing but the window and the versions; subclasses know the stream."""
        self.book = book
        self.since = since
        self.sessions: list[Placed] = []
        self.served: list[Placed] = []
        self.opening: list[Placed] = []
        self.actions: tuple[Action, ...] = ()
        self._served_days: list[date] = []

    def opens(self, day: date | None) -> bool:
        """Whether what a fact of that day opens belongs to the window."""
        return day is not None and (self.since is None or day >= self.since)

    def parameters(self, rule: str, day: date) -> tuple[RulePolicy, int] | None:
        """What the policy of a day says about a rule, and its version; None: it is switched off."""
        policy = self.book.policy_on(day)
        parameters = policy.rules[rule]
        return (parameters, policy.version) if parameters.enabled else None

    def next_served(self, day: date) -> date | None:
        """The first later day with a held session of the stream."""
        index = bisect_right(self._served_days, day)
        return self._served_days[index] if index < len(self._served_days) else None

    def left_on(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day; a case has none."""
        return None

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """Who carried what the fact opened on a day."""
        raise NotImplementedError

    def row(self, fact: Fact, stretch: Stretch) -> Expectation:
        """The stretch as an expectation of this stream."""
        day = fact.opened_on
        if stretch.due_on:
            left_on = self.left_on(day)
            day = min(stretch.due_on, left_on - DAY) if left_on else stretch.due_on
        carrier = self.carrier(fact, day)
        return Expectation(  # by place: two dozen names take twice as long, in every write
            fact.rule,
            self.subject_type,
            self.subject_id,
            fact.anchor,
            fact.opened_on,
            stretch.from_on,
            stretch.ended_on,
            stretch.end_reason,
            stretch.due_on,
            None,  # due_at
            stretch.breach_on,
            stretch.met_on,
            stretch.met_by,
            stretch.in_time,
            stretch.judgement,
            stretch.reason,
            fact.record_type,
            fact.record_id,
            carrier.worker_id,
            carrier.supervisor_id,
            carrier.team_id,
            None,  # plan_type
            stretch.policy_version,
            stretch.calendar_version,
            stretch.trace,
            stretch.near_misses,
        )

    def _serve(self, held: list[Placed]) -> None:
        """Remember the held sessions that supersede what earlier ones left open."""
        self.served = held
        self.opening = [each for each in held if self.opens(each.day)]
        self._served_days = [each.day for each in held]


class WorkerView(View):
    """One supervisee's stream; served by held personal and joint sessions."""

    subject_type = SubjectType.WORKER

    def __init__(self, stream: WorkerStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.worker = stream.worker
        self.subject_id = stream.worker.id
        self.sessions = _in_order(stream.sessions)
        self.actions = stream.actions
        self.duty = Duty(stream.worker)
        self._carriers: dict[date, Carrier] = {}
        self._left: dict[date, date | None] = {}
        self._serve([each for each in _held(self.sessions) if each.session.kind in PERSONAL])
        self._supervisors = Supervisors(self.served, stream.earlier)

    def left_on(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day."""
        if day not in self._left:
            self._left[day] = self.duty.left_on(day)
        return self._left[day]

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker, the team of the post of that day, the last supervisor."""
        if day not in self._carriers:
            post = self.duty.post_on(day)
            team_id = post.team_id if post else None
            self._carriers[day] = Carrier(self.subject_id, self._supervisors.on(day), team_id)
        return self._carriers[day]


class CaseView(View):
    """One case's stream; served by held sessions that discuss it."""

    subject_type = SubjectType.CASE

    def __init__(self, stream: CaseStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.subject_id = stream.case_id
        self.sessions = _in_order(s for s in stream.sessions if _discusses(s, stream.case_id))
        self.actions = stream.actions
        self._allocations = sorted(
            stream.allocations, key=lambda a: (a.started_on, a.worker_id), reverse=True
        )
        self._duties = {id: Duty(worker) for id, worker in stream.workers.items()}
        self._serve(_held(self.sessions))
        self._supervisors = Supervisors(self.served, stream.earlier)
        self._supervisees = _supervisees(stream)

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker allocated that day, else the first supervisee of what opened it."""
        worker_id = self._allocated(day) or self._supervisees.get(fact.origin)
        duty = self._duties.get(worker_id) if worker_id else None
        post = duty.post_on(day) if duty else None
        return Carrier(worker_id, self._supervisors.on(day), post.team_id if post else None)

    def _allocated(self, day: date) -> UUID | None:
        for allocation in self._allocations:
            if allocation.started_on <= day and (
                allocation.ended_on is None or day <= allocation.ended_on
            ):
                return allocation.worker_id
        return None


def _in_order(sessions: Iterable[Session]) -> list[Placed]:
    """The sessions that have a day, each placed once."""
    known = [(place_of(session), session) for session in sessions if day_of(session)]
    known.sort(key=itemgetter(0))
    return [Placed(place, session, place[0], str(session.id)) for place, session in known]


def _held(sessions: list[Placed]) -> list[Placed]:
    return [each for each in sessions if each.session.status is SessionStatus.HELD]


def _discusses(session: Session, case_id: UUID) -> bool:
    return any(discussion.case_id == case_id for discussion in session.discussions)


def _supervisees(stream: CaseStream) -> dict[UUID | None, UUID | None]:
    """The first supervisee of every session known."""
    first: dict[UUID | None, UUID | None] = {each.id: each.supervisee_id for each in stream.earlier}
    for session in stream.sessions:
        first[session.id] = session.supervisees[0] if session.supervisees else None
    return first
