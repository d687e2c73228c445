"""One batch of a job: the next streams are touched, worked out and ticked off, all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.db import clients, jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.jobs import merging
from app.resources.jobs.preparing import prepare
from app.resources.operations.pace import Pace, Work, Worked
from app.rules.catalogue import RULES_VERSION
from app.vocabulary import JobKind


def batch(uow: UnitOfWork, pace: Pace) -> Callable[[], Worked | None]:
    """Work on what the organisation has to do; None where there is nothing.

    The rows of its jobs are locked before anything is read, so two who work at once take turns and
    none does again what the other has done; and it moves in the transaction that did the work, so
    that whoever is killed leaves nothing half done and nothing done unsaid.
    """
    job = merging.take(uow)
    if job is None:
        queued = _upgrade(uow)
        return lambda: queued
    # In the name of whoever asked for it: a change of the line belongs to a client.
    uow.client = replace(uow.client, id=job.client_id or uow.client.organisation_id)
    work = _work(job, job.phase)
    done, finished = _go_on(uow, job, pace.size(work))

    def answer() -> Worked:
        jobs.note(uow, job)
        return Worked(work, done, finished)

    return answer


def _upgrade(uow: UnitOfWork) -> Worked | None:
    """Put the whole organisation in line, where its expectations come from older rules.

    A batch of its own: answers say that it waits, also where it cannot be done.
    """
    if jobs.rules_version(uow) >= RULES_VERSION:
        return None
    clients.take_turn(uow)  # another may be doing the same; then its job is there afterwards
    if not jobs.take(uow) and jobs.rules_version(uow) < RULES_VERSION:
        jobs.queue(uow, JobKind.EVERYTHING)
    return Worked(("queue", True), 0, finished=0)


def _go_on(uow: UnitOfWork, job: Found, most: int) -> tuple[int, int]:
    """Go through so many records, over the end of a phase into the next; how many jobs that ends.

    Records first, then jobs.
    """
    done, phase, cursor = 0, job.phase, job.cursor
    for step in jobs.left(job):
        if step != phase:
            phase, cursor = step, None
        if _work(job, phase) != _work(job, job.phase):  # other work has a pace of its own
            jobs.move(uow, job, phase, cursor, done)
            return done, 0
        ids = jobs.next_ids(uow, jobs.type_of(phase), cursor, most - done)
        _do(uow, job, phase, ids)
        done, cursor = done + len(ids), ids[-1] if ids else cursor
        if done == most:
            jobs.move(uow, job, phase, cursor, done)
            return done, 0
    return done, _finish(uow, job, phase, cursor, done)


def _work(job: Found, phase: str) -> Work:
    return phase.partition(" ")[0], job.since is None


def _do(uow: UnitOfWork, job: Found, phase: str, ids: list[UUID]) -> None:
    type = jobs.type_of(phase)
    if phase.startswith(jobs.PREPARE):
        prepare(uow, type, ids)
    for id in ids if phase.startswith(jobs.EVALUATE) else ():
        uow.pending.touch(jobs.SUBJECTS[type], id, job.since)


def _finish(uow: UnitOfWork, job: Found, phase: str, cursor: UUID | None, done: int) -> int:
    """Note the end of a job; of everything in a batch of its own.

    That one changes the organisation's row, for which whoever makes a subject may wait: no lock on
    a subject may be held by then.
    """
    jobs.move(uow, job, phase, cursor, done)
    if job.kind == JobKind.EVERYTHING:
        if done:
            return 0
        jobs.use_rules(uow, RULES_VERSION)
    return jobs.finish(uow, job)
