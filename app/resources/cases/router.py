"""The operations on cases."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.cases import service
from app.resources.cases.kind import CASES
from app.resources.cases.schemas import (
    CaseChange,
    CaseCreate,
    CaseFilters,
    CasePut,
    CaseRead,
    CaseWritten,
)
from app.resources.cases.service import WRITER
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

router = guarded("/v1", tags=["cases"])
ONE, KEYED = "/cases/{id}", "/sources/{source}/cases/{reference:path}"


@router.post("/cases", status_code=201, response_model=CaseWritten, responses=problems(409))
async def record_case(new: CaseCreate, write: RecordsWrite, retry: Retry) -> Response:
    """Record a case, by opaque reference."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/cases", response_model=CountedPage[CaseRead | Tombstone])
async def list_cases(
    request: Request, filters: Annotated[CaseFilters, Query()], read: RecordsRead
) -> Response:
    """List cases."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=CaseRead)
async def get_case(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
    """One case."""
    return answered(await read(work.find, CASES, id), if_none_match)


@router.patch(ONE, response_model=CaseWritten, responses=problems(409, 412))
async def change_case(
    id: UUID, patch: CaseChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into a case (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_case(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark a case as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[CaseRead], responses=problems(404, 409))
async def put_case(
    source: SourceInPath, reference: ReferenceInPath, sent: CasePut, write: RecordsWrite
) -> Response:
    """Create or update a case by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=CaseRead)
async def get_case_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One case by its sender's key."""
    return answered(await read(work.find_put, CASES, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_case_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark a case as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))
