"""Says in an answer that what it rests on is still being worked out again."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.db import jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.expectations.asking import Asked
from app.rules.catalogue import RULES_VERSION
from app.vocabulary import JobKind


class Reevaluating(BaseModel):
    """How far a change of policy or calendar, or an upgrade, has been worked out."""

    job_id: UUID | None = Field(
        description="`GET /v1/jobs/{id}` says more; null: an upgrade that nobody has begun with."
    )
    kind: JobKind
    policy_version: int | None = Field(description="The version that is being brought in.")
    calendar_version: int | None
    done: int = Field(description="Records gone through, of `total`.")
    total: int


def reevaluating(uow: UnitOfWork, moment: Asked) -> Reevaluating | None:
    """The work that is not finished; null where there is none, or for what was known before it."""
    job = jobs.unfinished(uow)
    if job is None:
        return _upgrade(uow) if moment.seq is None else None
    if moment.seq is not None and moment.known_at < job.asked_at:
        return None
    return progress(job)


def unfinished(uow: UnitOfWork) -> Reevaluating | None:
    """All work that is not finished now, also that of an upgrade for which there is no job yet."""
    job = jobs.unfinished(uow)
    return progress(job) if job else _upgrade(uow)


def _upgrade(uow: UnitOfWork) -> Reevaluating | None:
    """The newest rules are served, and what is stored comes from older ones."""
    if jobs.rules_version(uow) >= RULES_VERSION:
        return None
    return Reevaluating(
        job_id=None,
        kind=JobKind.EVERYTHING,
        policy_version=None,
        calendar_version=None,
        done=0,
        total=jobs.total(uow, JobKind.EVERYTHING),
    )


def progress(job: Found) -> Reevaluating:
    """How far a job is; records that come meanwhile are counted as they are done."""
    kind = JobKind(job.kind)
    return Reevaluating(
        job_id=job.id,
        kind=kind,
        policy_version=job.version if kind is JobKind.POLICY else None,
        calendar_version=job.version if kind is JobKind.CALENDAR else None,
        done=job.done,
        total=max(job.total, job.done),
    )
