"""The operations on actions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.actions import service
from app.resources.actions.kind import ACTIONS
from app.resources.actions.schemas import (
    ActionChange,
    ActionCreate,
    ActionFilters,
    ActionPut,
    ActionRead,
    ActionReviews,
    ActionWritten,
)
from app.resources.actions.service import WRITER
from app.resources.operations import work
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.records.listing import Tombstone
from app.resources.records.schemas import Put
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["actions"])
ONE, KEYED = "/actions/{id}", "/sources/{source}/actions/{reference:path}"


@router.post("/actions", status_code=201, response_model=ActionWritten, responses=problems(409))
async def record_action(new: ActionCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record an action agreed in a session or an oversight note."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/actions", response_model=CountedPage[ActionRead | Tombstone])
async def list_actions(
    request: Request, filters: Annotated[ActionFilters, Query()], read: RecordsRead
) -> Response:
    """List actions."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=ActionRead)
async def get_action(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
    """One action, with what its reviews made of it."""
    return answered(await read(work.find, ACTIONS, id), if_none_match)


@router.patch(ONE, response_model=ActionWritten, responses=problems(409, 412))
async def change_action(
    id: UUID, patch: ActionChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into an action (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_action(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark an action as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.get(f"{ONE}/reviews", response_model=ActionReviews)
async def list_reviews_of_action(id: UUID, read: RecordsRead) -> Response:
    """What each session said about an action."""
    return answered(await read(service.reviews, id))


@router.put(KEYED, response_model=Put[ActionRead], responses=problems(404, 409))
async def put_action(
    source: SourceInPath, reference: ReferenceInPath, sent: ActionPut, write: RecordsWrite
) -> Response:
    """Create or update an action by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=ActionRead)
async def get_action_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One action by its sender's key."""
    return answered(await read(work.find_put, ACTIONS, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_action_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark an action as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))
