"""Several jobs of one organisation are made one: each stream is worked out once for all of them.

Streams are always worked out by every version there is, so the newest job does what the older ones
would do, if it begins at its beginning and as early as the earliest of them.
"""

from collections.abc import Sequence

from app.db import jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.vocabulary import JobKind


def take(uow: UnitOfWork) -> Found | None:
    """The job to go on with, locked; None where there is nothing to do."""
    found = jobs.take(uow)
    if not found[1:]:
        return next(iter(found), None)
    upgrade = next((job for job in found if job.kind == JobKind.EVERYTHING), None)
    if upgrade is None:
        return _newest_for_all(uow, found)
    # One that evaluates has gone through streams by fewer versions: the others come after it.
    if upgrade.phase.startswith(jobs.PREPARE):
        jobs.merge(uow, [job for job in found if job is not upgrade], upgrade.id)
    return upgrade


def _newest_for_all(uow: UnitOfWork, found: Sequence[Found]) -> Found:
    """Whatever is done of any of them was done by fewer versions."""
    *older, newest = found
    jobs.merge(uow, older, newest.id)
    since = min(job.since for job in found)
    return jobs.start_anew(uow, newest, since, min(job.asked_at for job in found))
