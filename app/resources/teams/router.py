"""The operations on teams."""

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
from app.resources.teams import service
from app.resources.teams.kind import TEAMS
from app.resources.teams.schemas import (
    TeamChange,
    TeamCreate,
    TeamFilters,
    TeamPut,
    TeamRead,
    TeamWritten,
)
from app.resources.teams.service import WRITER
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["teams"])
ONE, KEYED = "/teams/{id}", "/sources/{source}/teams/{reference:path}"


@router.post("/teams", status_code=201, response_model=TeamWritten, responses=problems(409))
async def record_team(new: TeamCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record a team."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/teams", response_model=CountedPage[TeamRead | Tombstone])
async def list_teams(
    request: Request, filters: Annotated[TeamFilters, Query()], read: RecordsRead
) -> Response:
    """List teams."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=TeamRead)
async def get_team(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
    """One team."""
    return answered(await read(work.find, TEAMS, id), if_none_match)


@router.patch(ONE, response_model=TeamWritten, responses=problems(409, 412))
async def change_team(
    id: UUID, patch: TeamChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into a team (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_team(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark a team as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[TeamRead], responses=problems(404, 409))
async def put_team(
    source: SourceInPath, reference: ReferenceInPath, sent: TeamPut, write: RecordsWrite
) -> Response:
    """Create or update a team by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=TeamRead)
async def get_team_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One team by its sender's key."""
    return answered(await read(work.find_put, TEAMS, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_team_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark a team as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))
