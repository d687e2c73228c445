"""The operations on workers."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.operations import work
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.records.listing import Tombstone
from app.resources.records.schemas import Put
from app.resources.workers import service
from app.resources.workers.kind import WORKERS
from app.resources.workers.schemas import (
    Absences,
    AbsencesPut,
    Posts,
    PostsPut,
    WorkerChange,
    WorkerCreate,
    WorkerFilters,
    WorkerPut,
    WorkerRead,
    WorkerWritten,
)
from app.resources.workers.service import WRITER
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["workers"])
ONE, KEYED = "/workers/{id}", "/sources/{source}/workers/{reference:path}"


@router.post("/workers", status_code=201, response_model=WorkerWritten, responses=problems(409))
async def record_worker(new: WorkerCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record anyone supervised or supervising."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/workers", response_model=CountedPage[WorkerRead | Tombstone])
async def list_workers(
    request: Request, filters: Annotated[WorkerFilters, Query()], read: RecordsRead
) -> Response:
    """List workers."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=WorkerRead)
async def get_worker(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
    """One worker."""
    return answered(await read(work.find, WORKERS, id), if_none_match)


@router.patch(ONE, response_model=WorkerWritten, responses=problems(409, 412))
async def change_worker(
    id: UUID, patch: WorkerChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into a worker (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_worker(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark a worker as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[WorkerRead], responses=problems(404, 409))
async def put_worker(
    source: SourceInPath, reference: ReferenceInPath, sent: WorkerPut, write: RecordsWrite
) -> Response:
    """Create or update a worker by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=WorkerRead)
async def get_worker_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One worker by its sender's key."""
    return answered(await read(work.find_put, WORKERS, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_worker_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark a worker as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))


@router.get(f"{ONE}/posts")
async def list_posts_of_worker(id: UUID, read: RecordsRead) -> Posts:
    """List a worker's posts."""
    return Posts(items=(await read(service.whole, id)).posts)


@router.put(f"{ONE}/posts", response_model=WorkerWritten, responses=problems(409, 412))
async def put_posts_of_worker(
    id: UUID, sent: PostsPut, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Replace all posts of a worker."""
    return answered(await write(work.change, WRITER, id, sent, if_match))


@router.get(f"{ONE}/absences")
async def list_absences_of_worker(id: UUID, read: RecordsRead) -> Absences:
    """List a worker's absences."""
    return Absences(items=(await read(service.whole, id)).absences)


@router.put(f"{ONE}/absences", response_model=WorkerWritten, responses=problems(409, 412))
async def put_absences_of_worker(
    id: UUID, sent: AbsencesPut, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Replace all absences of a worker."""
    return answered(await write(work.change, WRITER, id, sent, if_match))
