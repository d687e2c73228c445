"""The operations on workers."""

from uuid import UUID

from starlette.responses import Response

from app.resources.operations import work
from app.resources.operations.responses import answered
from app.resources.operations.standard import Shapes, standard_router
from app.resources.workers import service
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
from app.web.conditional import IfMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.problems import problems

ONE = "/workers/{id}"
SHAPES = Shapes(
    create=WorkerCreate,
    change=WorkerChange,
    put=WorkerPut,
    read=WorkerRead,
    written=WorkerWritten,
    filters=WorkerFilters,
)
router = standard_router(WRITER, SHAPES, service.find_all, a="a worker")


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
