"""The operations on jobs."""

from uuid import UUID

from app.resources.jobs import service
from app.resources.jobs.schemas import JobRead, Jobs
from app.web.door import ComplianceRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["jobs"])


@router.get("/jobs")
async def list_jobs(read: ComplianceRead) -> Jobs:
    """List the latest jobs, the newest first; while one is not finished, answers say so."""
    return await read(service.find_all)


@router.get("/jobs/{id}")
async def get_job(id: UUID, read: ComplianceRead) -> JobRead:
    """One job: why streams are worked out again, and how far that is."""
    return await read(service.find, id)
