"""Says in an answer that what it rests on is still being worked out again."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.db import jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.expectations.asking import Asked
from app.vocabulary import JobKind


class Reevaluating(BaseModel):
    """How far a change of policy or calendar, or an upgrade, has been worked out."""

    job_id: UUID = Field(description="`GET /v1/jobs/{id}` says more.")
    kind: JobKind
    policy_version: int | None = Field(description="The version that is being brought in.")
    calendar_version: int | None
    done: int = Field(description="Records gone through, of `total`.")
    total: int


def reevaluating(uow: UnitOfWork, moment: Asked) -> Reevaluating | None:
    """The work that is not finished; null where there is none, or for what was known before it."""
    job = jobs.unfinished(uow)
    if job is None or (moment.seq is not None and moment.known_at < job.created_at):
        return None
    return progress(job)


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
