"""Fills an empty database with the invented authority, through the same services as any sender."""

from collections.abc import Iterator
from datetime import date
from random import Random

from app.db.database import Database
from app.db.unit_of_work import Client
from app.resources.agreements.schemas import AgreementPut
from app.resources.agreements.service import WRITER as AGREEMENTS
from app.resources.cases.schemas import CasePut
from app.resources.cases.service import WRITER as CASES
from app.resources.demonstration.authority import Sent, managers, people, teams, worker
from app.resources.demonstration.cases import agreement_of, cases_of, notes_of
from app.resources.demonstration.sessions import year_of
from app.resources.operations import work
from app.resources.operations.writers import Writer
from app.resources.oversight.schemas import OversightNotePut
from app.resources.oversight.service import WRITER as NOTES
from app.resources.records.schemas import IncomingRecord
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.teams.schemas import TeamPut
from app.resources.teams.service import WRITER as TEAMS
from app.resources.workers.schemas import WorkerPut
from app.resources.workers.service import WRITER as WORKERS

WRITERS: dict[str, tuple[Writer, type[IncomingRecord]]] = {
    "teams": (TEAMS, TeamPut),
    "workers": (WORKERS, WorkerPut),
    "cases": (CASES, CasePut),
    "agreements": (AGREEMENTS, AgreementPut),
    "oversight-notes": (NOTES, OversightNotePut),
    "sessions": (SESSIONS, SessionPut),
}
SEED = 20


def fill(database: Database, client: Client, today: date) -> int:
    """Put every record of the authority; how many there are."""
    count = 0
    for type, reference, fields in records(today):
        writer, schema = WRITERS[type]
        sent = schema.model_validate(fields)
        database.write_now(client, work.put, writer, client.source, reference, sent)
        count += 1
    return count


def records(today: date) -> Iterator[Sent]:
    """The whole authority up to yesterday; the same for every day but for its dates."""
    random = Random(SEED)  # noqa: S311  # invented people, not secrets
    yield from teams()
    yield from managers()
    everybody = people(today, random)
    for place, person in enumerate(everybody, start=1):
        yield worker(person, place)
    yield from _of_the_example()
    for person in everybody:
        yield agreement_of(person, today, random)
        yield from cases_of(person, today, random)
        yield from notes_of(person, today, random)
        yield from year_of(person, today, random)


def _of_the_example() -> Iterator[Sent]:
    """The records that the docs' example refers to; nothing comes after it, so its flag stays."""
    post = {"team_ref": "T2", "role": "social_worker", "started_on": "2026-09-07"}
    yield "workers", "W123", {"display_name": "Worker 123 (invented)", "posts": [post]}
    plan = {"type": "child_in_need", "started_on": "2026-09-14"}
    allocation = {"worker_ref": "W123", "started_on": "2026-09-14"}
    yield "cases", "C-991", {"plans": [plan], "allocations": [allocation]}
    action = {
        "reference": "ACT-5",
        "description": "Ask the school for the attendance record",
        "owner_ref": "W123",
        "due_on": "2026-10-30",
    }
    session = {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": "W123",
        "supervisor_ref": "M7",
        "started_at": "2026-10-05T09:00:00+00:00",
        "ended_at": "2026-10-05T10:40:00+00:00",
        "recorded_at": "2026-10-06T09:00:00+00:00",
        "check_in": {"held": True},
        "feedback_minutes": 12,
        "action_reviews": [],
        "actions": [action],
    }
    yield "sessions", "SUP-88120", session
