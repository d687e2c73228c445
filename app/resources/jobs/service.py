"""Jobs: how far they are."""

from uuid import UUID

from app.db import jobs
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import NotFound
from app.resources.expectations.reevaluating import progress
from app.resources.jobs.schemas import JobRead, Jobs

MOST = 200


def find_all(uow: UnitOfWork) -> Jobs:
    """The latest jobs, the newest first."""
    return Jobs(items=[_read(row) for row in uow.rows(jobs.ALL, most=MOST)])


def find(uow: UnitOfWork, id: UUID) -> JobRead:
    """One job."""
    row = uow.one(jobs.ONE, id=id)
    if row is None:
        raise NotFound("There is no such job.")
    return _read(row)


def _read(row: Found) -> JobRead:
    told = progress(row).model_dump(exclude={"job_id"})
    same = {name: getattr(row, name) for name in JobRead.model_fields if name not in told}
    return JobRead(**told, **same)
