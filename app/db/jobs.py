"""Work for the background: put in line, taken up again, and how far it is."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from app.db.base import columns_of, new_id
from app.db.clients import as_caller
from app.db.pending import Noted
from app.db.prepared import Prepared
from app.db.tables import Job, Organisation, Record
from app.db.unit_of_work import Client, Found, UnitOfWork, alteration, owned
from app.vocabulary import JobKind, RecordType, SubjectType, Verb

JOB = columns_of(Job)
RECORD = columns_of(Record)
ORGANISATION = columns_of(Organisation)
NOTED = "jobs"
"""What the line of changes calls a batch that changed something."""
SUBJECTS = {
    RecordType.WORKER: SubjectType.WORKER,
    RecordType.CASE: SubjectType.CASE,
    RecordType.AGREEMENT: SubjectType.AGREEMENT,
}
"""The records whose streams are evaluated, in this order."""
PREPARED = (
    RecordType.TEAM,
    RecordType.WORKER,
    RecordType.AGREEMENT,
    RecordType.CASE,
    RecordType.OVERSIGHT_NOTE,
    RecordType.SESSION,
    RecordType.ACTION,
    RecordType.FEEDBACK,
)
"""All records, each after those that its rows are made from."""
PREPARE, EVALUATE = "prepare", "evaluate"

_TO_DO = (
    owned(Job)
    .where(JOB.finished_at.is_(None), JOB.merged_into.is_(None))
    .order_by(JOB.created_at, JOB.id)
)
UNFINISHED = Prepared(_TO_DO.limit(1))
TAKEN = Prepared(_TO_DO.with_for_update())
ALL = Prepared(owned(Job).order_by(JOB.created_at.desc(), JOB.id.desc()).limit(bindparam("most")))
ONE = Prepared(owned(Job).where(JOB.id == bindparam("id")))
COUNT = Prepared(
    owned(Record, func.count().label("count")).where(
        RECORD.type == bindparam("type"), RECORD.deleted_at.is_(None)
    )
)
NEXT = Prepared(
    owned(Record, RECORD.id)
    .where(
        RECORD.type == bindparam("type"),
        RECORD.id > bindparam("after"),
        RECORD.deleted_at.is_(None),
    )
    .order_by(RECORD.id)
    .limit(bindparam("most"))
)
MOVED = ("phase", "cursor", "done", "started_at")
MOVE = Prepared(alteration(Job, "id").values({name: bindparam(f"new_{name}") for name in MOVED}))
FINISH = Prepared(alteration(Job, "id").values(finished_at=bindparam("new_finished_at")))
STARTS_ANEW = ("since", "phase", "asked_at")
START_ANEW = Prepared(
    alteration(Job, "id").values(
        cursor=None, done=0, **{name: bindparam(f"new_{name}") for name in STARTS_ANEW}
    )
)
MERGE = Prepared(alteration(Job, "id").values(merged_into=bindparam("new_merged_into")))
MERGED = Prepared(
    owned(Job, JOB.id).where(JOB.finished_at.is_(None), JOB.merged_into == bindparam("id"))
)
RULES_VERSION = Prepared(
    select(ORGANISATION.rules_version).where(ORGANISATION.id == bindparam("in_organisation"))
)
USE_RULES = Prepared(
    update(Organisation)
    .where(ORGANISATION.id == bindparam("in_organisation"))
    .values(rules_version=bindparam("new_version"))
)


def phases(kind: JobKind) -> list[str]:
    """What a job goes through, in order."""
    evaluated = [f"{EVALUATE} {type.value}" for type in SUBJECTS]
    if kind is not JobKind.EVERYTHING:
        return evaluated
    return [*(f"{PREPARE} {type.value}" for type in PREPARED), *evaluated]


def queue(
    uow: UnitOfWork, kind: JobKind, *, version: int | None = None, since: date | None = None
) -> Found:
    """Put work in line, in the transaction that makes it necessary; its row."""
    row = {
        "id": new_id(),
        "kind": kind.value,
        "version": version,
        "client_id": None if kind is JobKind.EVERYTHING else uow.client.id,
        "since": since,
        "phase": phases(kind)[0],
        "cursor": None,
        "total": total(uow, kind),
        "done": 0,
        "created_at": uow.now,
        "started_at": None,
        "finished_at": None,
        "merged_into": None,
        "asked_at": uow.now,
    }
    uow.insert(Job, [row])
    return uow.only(ONE, id=row["id"])


def total(uow: UnitOfWork, kind: JobKind) -> int:
    """How many records such work goes through, those that are prepared and evaluated twice."""
    return sum(count(uow, map(type_of, phases(kind))))


def type_of(phase: str) -> RecordType:
    """The type of record that a phase goes through."""
    return RecordType(phase.partition(" ")[2])


def count(uow: UnitOfWork, types: Iterable[RecordType]) -> list[int]:
    """How many records of each type stand."""
    return [uow.only(COUNT, type=type.value).count for type in types]


def unfinished(uow: UnitOfWork) -> Found | None:
    """The job that is being worked on, or is next; None where all is worked out."""
    return uow.one(UNFINISHED)


def take(uow: UnitOfWork) -> Sequence[Found]:
    """All that is to do, the oldest first and locked: whoever else works on it waits until we end.

    What was merged is done with the job that it was merged into.
    """
    return uow.rows(TAKEN)


def next_ids(uow: UnitOfWork, type: RecordType, after: UUID | None, most: int) -> list[UUID]:
    """The next records of a type that stand."""
    rows = uow.rows(NEXT, type=type.value, after=after or UUID(int=0), most=most)
    return [row.id for row in rows]


def left(job: Found) -> list[str]:
    """The phases that a job has yet to go through, with the one that it is in."""
    steps = phases(JobKind(job.kind))
    return steps[steps.index(job.phase) :]


def move(uow: UnitOfWork, job: Found, phase: str, cursor: UUID | None, done: int) -> None:
    """Note how far a job has come, in the transaction that brings it there."""
    uow.run(
        MOVE,
        by_id=job.id,
        new_phase=phase,
        new_cursor=cursor,
        new_done=job.done + done,
        new_started_at=job.started_at or uow.now,
    )


def finish(uow: UnitOfWork, job: Found) -> int:
    """Note that all of a job is done, and of those that were merged into it; how many they are."""
    done = [job.id, *merged(uow, job.id)]
    uow.run_many(FINISH, [{"by_id": id, "new_finished_at": uow.now} for id in done])
    return len(done)


def merged(uow: UnitOfWork, id: UUID) -> list[UUID]:
    """The jobs that are done with this one."""
    return [row.id for row in uow.rows(MERGED, id=id)]


def merge(uow: UnitOfWork, jobs: Sequence[Found], into: UUID) -> None:
    """Let jobs be done with another one, and whatever was to be done with them."""
    ids = [id for job in jobs for id in (job.id, *merged(uow, job.id))]
    uow.run_many(MERGE, [{"by_id": id, "new_merged_into": into} for id in ids])


def start_anew(uow: UnitOfWork, job: Found, since: date | None, asked_at: datetime) -> Found:
    """Let a job begin at its beginning, from a day on and for what was asked at an instant."""
    phase = phases(JobKind(job.kind))[0]
    uow.run(START_ANEW, by_id=job.id, new_since=since, new_phase=phase, new_asked_at=asked_at)
    return uow.only(ONE, id=job.id)


def note(uow: UnitOfWork, job: Found) -> None:
    """Put on the line, before the flags that a batch moved, that it was a job which moved them."""
    if uow.pending.changes or uow.pending.opened or uow.pending.closed:
        uow.pending.changes.insert(0, Noted(NOTED, job.id, Verb.UPDATED, job.version))


def rules_version(uow: UnitOfWork) -> int:
    """The version of the rules that all of the organisation's expectations come from."""
    version: int = uow.only(RULES_VERSION).rules_version
    return version


def use_rules(uow: UnitOfWork, version: int) -> None:
    """Note that all of the organisation's expectations come from this version of the rules."""
    uow.run(USE_RULES, new_version=version)


def waiting(connection: Connection, version: int) -> list[Client]:
    """The organisations with work to do: a job that is not finished, or older rules."""
    open_job = exists().where(JOB.organisation_id == ORGANISATION.id, JOB.finished_at.is_(None))
    found: Any = connection.execute(
        select(Organisation)
        .where(or_(ORGANISATION.rules_version < version, open_job))
        .order_by(ORGANISATION.name)
    )
    return [as_caller(row) for row in found]
