"""The operations on feedback."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.feedback import service
from app.resources.feedback.kind import FEEDBACK
from app.resources.feedback.schemas import (
    FeedbackChange,
    FeedbackCreate,
    FeedbackFilters,
    FeedbackPut,
    FeedbackRead,
    FeedbackWritten,
)
from app.resources.feedback.service import WRITER
from app.resources.operations import work
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.records.listing import Tombstone
from app.resources.records.schemas import Put
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import FeedbackRead as FeedbackReading
from app.web.door import RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["feedback"])
ONE, KEYED = "/feedback/{id}", "/sources/{source}/feedback/{reference:path}"


@router.post("/feedback", status_code=201, response_model=FeedbackWritten, responses=problems(409))
async def record_feedback(new: FeedbackCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record feedback on a session."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/feedback", response_model=CountedPage[FeedbackRead | Tombstone])
async def list_feedback(
    request: Request, filters: Annotated[FeedbackFilters, Query()], read: FeedbackReading
) -> Response:
    """List feedback."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=FeedbackRead)
async def get_feedback(
    id: UUID, read: FeedbackReading, if_none_match: IfNoneMatch = None
) -> Response:
    """Feedback."""
    return answered(await read(work.find, FEEDBACK, id), if_none_match)


@router.patch(ONE, response_model=FeedbackWritten, responses=problems(409, 412))
async def change_feedback(
    id: UUID, patch: FeedbackChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into feedback (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_feedback(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark feedback as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[FeedbackRead], responses=problems(404, 409))
async def put_feedback(
    source: SourceInPath, reference: ReferenceInPath, sent: FeedbackPut, write: RecordsWrite
) -> Response:
    """Create or update feedback by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=FeedbackRead)
async def get_feedback_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: FeedbackReading,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Feedback by its sender's key."""
    return answered(await read(work.find_put, FEEDBACK, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_feedback_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark feedback as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))
