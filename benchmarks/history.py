"""Fills a database with years of invented records, through the service's own functions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.cli import EVERYDAY
from app.db import clients
from app.db.accounts import Account, issue_key
from app.db.database import Database, system_clock
from app.db.engine import build_engine
from app.db.keys import read_key
from app.db.unit_of_work import Client, UnitOfWork
from app.resources.agreements.schemas import AgreementCreate
from app.resources.agreements.service import WRITER as AGREEMENTS
from app.resources.calendars.bank_holidays import bank_holidays
from app.resources.cases.schemas import CaseCreate
from app.resources.cases.service import WRITER as CASES
from app.resources.expectations.crossing import cross
from app.resources.expectations.evaluation import evaluate
from app.resources.operations.writers import Writer
from app.resources.oversight.schemas import OversightNoteCreate
from app.resources.oversight.service import WRITER as NOTES
from app.resources.sessions.schemas import SessionCreate
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.teams.schemas import TeamCreate
from app.resources.teams.service import WRITER as TEAMS
from app.resources.workers.schemas import WorkerCreate
from app.resources.workers.service import WRITER as WORKERS
from app.vocabulary import Scope
from benchmarks import forms
from benchmarks.forms import Meeting

AUTHORITY = "Authority with a past (invented)"
NEIGHBOUR = "Neighbour who writes (invented)"
SUPERVISORS = 50
TEAMS_IN_ALL = 20


CASES_EACH = 12
Sending = tuple[Writer, Any, dict[str, Any]]
"""Who writes a record, what it is sent as, and what is sent."""
PLAN_TYPES = ("child_in_need", "child_protection", "looked_after")


@dataclass(frozen=True, slots=True)
class Case:
    """A case, its plan, from its first day to its last, and the days of its oversight notes."""

    reference: str
    plan_type: str
    since: date
    until: date | None
    notes_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """So many workers whose names begin alike, each with so many sessions, so many days apart."""

    prefix: str
    workers: int
    sessions: int
    days_apart: int
    last_held: int
    """Days before today on which the last session was held."""
    is_wide: bool = False
    """Whether their sessions have six discussions, four actions and four reviews."""
    has_cases: bool = False
    """Whether each has cases of their own, about twelve over the years, and an agreement."""
    in_full: int | None = None
    """How many of the last sessions are told in full, those before by their dates; None: all."""
    is_plain: bool = False
    """Whether their sessions have one discussion, one action and one review."""

    def references(self) -> list[str]:
        """What the sender calls them."""
        return [f"{self.prefix}{number}" for number in range(self.workers)]

    def meetings(self, position: int, today: date) -> list[Meeting]:
        """The sessions of one of them, oldest first."""
        last = today - timedelta(days=self.last_held)
        worker = f"{self.prefix}{position}"
        full_from = self.sessions - self.in_full + 1 if self.in_full else 1
        return [
            Meeting(
                worker,
                supervisor_of(position),
                number,
                last - timedelta(days=(self.sessions - number) * self.days_apart),
                self.is_wide,
                self._open_cases(worker, number),
                full_from,
                self.is_plain,
            )
            for number in range(1, self.sessions + 1)
        ]

    def cases(self, position: int, today: date) -> Iterator[Case]:
        """The cases of one of them, each discussed from its first session to its last."""
        if not self.has_cases:
            return
        meetings = self.meetings(position, today)
        for place, first in enumerate(range(0, self.sessions, self._step)):
            inside = meetings[first : first + 2 * self._step]
            is_over = first + 2 * self._step < self.sessions
            yield Case(
                f"C-{self.prefix}{position}-{place}",
                PLAN_TYPES[place % len(PLAN_TYPES)],
                inside[0].held_on - timedelta(days=5),
                inside[-1].held_on + timedelta(days=7) if is_over else None,
                tuple(one.held_on + timedelta(days=14) for one in inside[4:-1:5]),
            )

    @property
    def _step(self) -> int:
        """How many sessions after a case the next one comes; each goes on for twice as many."""
        return max(1, self.sessions // CASES_EACH)

    def _open_cases(self, worker: str, number: int) -> tuple[str, ...]:
        if not self.has_cases:
            return ()
        last = (number - 1) // self._step
        newest = (self.sessions - 1) // self._step  # nothing new comes after the stored sessions
        places = range(max(0, min(last, newest) - 1), min(last, newest) + 1)
        if self.is_plain:
            places = places[-1:]
        return tuple(f"C-{worker}-{place}" for place in places)

    def next_meeting(self, position: int, beyond: int, today: date, days_apart: int) -> Meeting:
        """The session that is not stored yet: the first, second, … after the stored ones."""
        held_on = today - timedelta(days=self.last_held - beyond * days_apart)
        worker = f"{self.prefix}{position}"
        number = self.sessions + beyond
        cases = self._open_cases(worker, number)
        return Meeting(worker, supervisor_of(position), number, held_on, self.is_wide, cases)


def supervisor_of(position: int) -> str:
    """Who supervises the worker at a position."""
    return f"M{position % SUPERVISORS}"


class Archive:
    """One organisation in a database, and the service's own functions to write into it."""

    def __init__(self, url: str, organisation: str, scopes: frozenset[Scope] = EVERYDAY) -> None:
        self.engine = build_engine(url, 2)
        account = Account(organisation=organisation, source=forms.SOURCE, scopes=scopes)
        self.key = issue_key(self.engine, account, bank_holidays, system_clock())
        self.database = Database(self.engine, evaluate, cross, threads=1, clock=system_clock)
        self.client = self._client()
        self.today = datetime.now(UTC).date()

    def _client(self) -> Client:
        key = read_key(self.key)
        assert key is not None
        with self.engine.connect() as connection:
            found = clients.find(connection, key)
        assert found is not None
        return found

    def fill(self, staffs: Iterable[Staff], tell: Callable[[str], None]) -> int:
        """Store teams, supervisors, workers and their sessions; how many sessions that were."""
        staffs = list(staffs)
        self._write(self._record_teams_and_supervisors)
        stored = 0
        for staff in staffs:
            for position in range(staff.workers):
                stored += self._write(self._record_worker, staff, position)
            tell(f"{staff.prefix}: {staff.workers} workers × {staff.sessions} sessions")
        return stored

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _write(self, work: Callable[..., Any], *args: Any) -> Any:
        def whole(uow: UnitOfWork) -> Callable[[], Any]:
            result = work(uow, *args)
            return lambda: result

        return self.database.write_now(self.client, whole)

    def _record_teams_and_supervisors(self, uow: UnitOfWork) -> None:
        for writer, schema, sent in teams_and_supervisors():
            writer.record(uow, schema.model_validate(sent))

    def _record_worker(self, uow: UnitOfWork, staff: Staff, position: int) -> int:
        """One write for a whole career: the evaluation works the stream out once, from nothing."""
        for writer, schema, sent in career(staff, position, self.today):
            writer.record(uow, schema.model_validate(sent))
        return staff.sessions


def teams_and_supervisors() -> Iterator[Sending]:
    """Whom all the workers belong to, each with what takes it."""
    for number in range(TEAMS_IN_ALL):
        yield TEAMS, TeamCreate, forms.team(f"T{number}")
    for number in range(SUPERVISORS):
        sent = forms.worker(f"M{number}", None, date(2010, 1, 4), supervised=False)
        yield WORKERS, WorkerCreate, sent


def career(staff: Staff, position: int, today: date) -> Iterator[Sending]:
    """All that is sent about one worker, in order, each with what takes it."""
    worker, supervisor = f"{staff.prefix}{position}", supervisor_of(position)
    meetings = staff.meetings(position, today)
    since = (meetings[0].held_on if meetings else today) - timedelta(days=14)
    yield WORKERS, WorkerCreate, forms.worker(worker, f"T{position % TEAMS_IN_ALL}", since)
    if staff.has_cases:
        sent = forms.agreement(f"G-{worker}", worker, supervisor, since, today)
        yield AGREEMENTS, AgreementCreate, sent
    for case in staff.cases(position, today):
        sent = forms.case(case.reference, worker, case.since, case.until, case.plan_type)
        yield CASES, CaseCreate, sent
    for name in forms.cases_of(meetings[0]) if staff.is_wide and meetings else ():
        yield CASES, CaseCreate, forms.case(name, worker, since)
    for meeting in meetings:
        yield SESSIONS, SessionCreate, forms.session(meeting)
    for case in staff.cases(position, today):
        for place, day in enumerate(case.notes_on):
            reference = f"N-{case.reference}-{place}"
            yield NOTES, OversightNoteCreate, forms.note(reference, case.reference, supervisor, day)
