"""The operations on sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.fields import Day
from app.resources.feedback.schemas import FeedbackCreate, FeedbackOfSession, FeedbackWritten
from app.resources.operations import work
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.records.listing import Tombstone
from app.resources.records.schemas import Put
from app.resources.sessions import service
from app.resources.sessions.kind import SESSIONS
from app.resources.sessions.schemas import (
    ActionReviewsPut,
    PreviousActions,
    SessionChange,
    SessionCreate,
    SessionFilters,
    SessionPut,
    SessionRead,
    SessionWritten,
)
from app.resources.sessions.service import FEEDBACK_ON_SESSION, WRITER
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["sessions"])
ONE, KEYED = "/sessions/{id}", "/sources/{source}/sessions/{reference:path}"


@router.post("/sessions", status_code=201, response_model=SessionWritten, responses=problems(409))
async def record_session(new: SessionCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record a session with all that was said and agreed in it."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/sessions", response_model=CountedPage[SessionRead | Tombstone])
async def list_sessions(
    request: Request, filters: Annotated[SessionFilters, Query()], read: RecordsRead
) -> Response:
    """List sessions."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=SessionRead)
async def get_session(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
    """One session."""
    return answered(await read(work.find, SESSIONS, id), if_none_match)


@router.patch(ONE, response_model=SessionWritten, responses=problems(409, 412))
async def change_session(
    id: UUID, patch: SessionChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into a session (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_session(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark a session as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[SessionRead], responses=problems(404, 409))
async def put_session(
    source: SourceInPath, reference: ReferenceInPath, sent: SessionPut, write: RecordsWrite
) -> Response:
    """Create or update a session by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=SessionRead)
async def get_session_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One session by its sender's key."""
    return answered(await read(work.find_put, SESSIONS, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_session_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark a session as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))


@router.get(f"{ONE}/previous-actions", response_model=PreviousActions)
async def list_previous_actions(id: UUID, read: RecordsRead) -> Response:
    """The earlier actions that are due a review in a session; call it to pre-fill a form."""
    return answered(await read(service.previous_actions, id))


@router.get("/workers/{id}/previous-actions", response_model=PreviousActions)
async def list_previous_actions_of_worker(
    id: UUID, read: RecordsRead, on: Annotated[Day | None, Query()] = None
) -> Response:
    """The actions that a worker's personal session on a day is due to review; today unless told."""
    return answered(await read(service.previous_actions_on, id, on))


@router.put(f"{ONE}/action-reviews", response_model=SessionWritten, responses=problems(409, 412))
async def put_action_reviews(
    id: UUID, sent: ActionReviewsPut, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Replace the whole set of a session's reviews."""
    return answered(await write(work.change, WRITER, id, sent, if_match))


@router.post(
    f"{ONE}/feedback", status_code=201, response_model=FeedbackWritten, responses=problems(409)
)
async def record_feedback_on_session(
    id: UUID, new: FeedbackOfSession, write: RecordsWrite, retry: Retry
) -> Response:
    """Record feedback on a session."""
    whole = FeedbackCreate(**new.model_dump(exclude_unset=True), session_id=id)
    return answered(await write(work.create, FEEDBACK_ON_SESSION, whole, retry))
