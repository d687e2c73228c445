"""One batch of a job: the next streams are touched, worked out and ticked off, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from app.db import clients, jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.jobs.preparing import prepare
from app.rules.catalogue import RULES_VERSION
from app.vocabulary import JobKind, RecordType, SubjectType

SUBJECT_OF = {
    RecordType.WORKER: SubjectType.WORKER,
    RecordType.CASE: SubjectType.CASE,
    RecordType.AGREEMENT: SubjectType.AGREEMENT,
}


@dataclass(frozen=True, slots=True)
class Worked:
    """What a batch went through, and whether its job was finished by it."""

    kind: JobKind
    records: int
    finished: bool


def batch(uow: UnitOfWork, most: int) -> Callable[[], Worked | None]:
    """Work on the organisation's oldest unfinished job; None where there is nothing to do.

    The row of the job is locked before anything is read, so two who work at once take turns and
    none does again what the other has done; and it moves in the transaction that did the work, so
    that whoever is killed leaves nothing half done and nothing done unsaid.
    """
    job = jobs.take(uow) or _upgrade(uow)
    if job is None:
        return lambda: None
    # In the name of whoever asked for it: a change of the line belongs to a client.
    uow.client = replace(uow.client, id=job.client_id or uow.client.organisation_id)
    done, finished = _go_on(uow, job, most)
    kind = JobKind(job.kind)

    def answer() -> Worked:
        jobs.note(uow, job)
        return Worked(kind, done, finished)

    return answer


def _upgrade(uow: UnitOfWork) -> Found | None:
    """Put the whole organisation in line, where its expectations come from older rules."""
    if jobs.rules_version(uow) >= RULES_VERSION:
        return None
    clients.take_turn(uow)  # another may be doing the same; then its job is there afterwards
    waiting = jobs.take(uow)
    if waiting or jobs.rules_version(uow) >= RULES_VERSION:
        return waiting
    return jobs.queue(uow, JobKind.EVERYTHING)


def _go_on(uow: UnitOfWork, job: Found, most: int) -> tuple[int, bool]:
    """Go through so many records, over the end of a phase into the next; how many, and if all."""
    done, phase, cursor = 0, job.phase, job.cursor
    for step in jobs.left(job):
        if step != phase:
            phase, cursor = step, None
        ids = jobs.next_ids(uow, jobs.type_of(phase), cursor, most - done)
        _do(uow, job, phase, ids)
        done, cursor = done + len(ids), ids[-1] if ids else cursor
        if done == most:
            jobs.move(uow, job, phase, cursor, done)
            return done, False
    return done, _finish(uow, job, phase, cursor, done)


def _do(uow: UnitOfWork, job: Found, phase: str, ids: list[UUID]) -> None:
    type = jobs.type_of(phase)
    if phase.startswith(jobs.PREPARE):
        prepare(uow, type, ids)
    for id in ids if phase.startswith(jobs.EVALUATE) else ():
        uow.pending.touch(SUBJECT_OF[type], id, job.since)


def _finish(uow: UnitOfWork, job: Found, phase: str, cursor: UUID | None, done: int) -> bool:
    """Note the end of a job; of everything in a batch of its own.

    That one changes the organisation's row, for which whoever makes a subject may wait: no lock on
    a subject may be held by then.
    """
    jobs.move(uow, job, phase, cursor, done)
    if job.kind == JobKind.EVERYTHING:
        if done:
            return False
        jobs.use_rules(uow, RULES_VERSION)
    jobs.finish(uow, job)
    return True
