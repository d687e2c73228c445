"""The operations on sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.fields import Day
from app.resources.feedback.schemas import FeedbackCreate, FeedbackOfSession, FeedbackWritten
from app.resources.operations import work
from app.resources.operations.responses import answered
from app.resources.operations.standard import Shapes, standard_router
from app.resources.sessions import service
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
from app.web.conditional import IfMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.problems import problems

ONE = "/sessions/{id}"
SHAPES = Shapes(
    create=SessionCreate,
    change=SessionChange,
    put=SessionPut,
    read=SessionRead,
    written=SessionWritten,
    filters=SessionFilters,
)
router = standard_router(WRITER, SHAPES, service.find_all, a="a session")


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
