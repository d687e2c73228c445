"""The operations on oversight notes."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.operations import work
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.oversight import service
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.oversight.schemas import (
    OversightNoteChange,
    OversightNoteCreate,
    OversightNoteFilters,
    OversightNotePut,
    OversightNoteRead,
    OversightNoteWritten,
)
from app.resources.oversight.service import WRITER
from app.resources.records.listing import Tombstone
from app.resources.records.schemas import Put
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["oversight-notes"])
ONE, KEYED = "/oversight-notes/{id}", "/sources/{source}/oversight-notes/{reference:path}"


@router.post(
    "/oversight-notes",
    status_code=201,
    response_model=OversightNoteWritten,
    responses=problems(409),
)
async def record_oversight_note(
    new: OversightNoteCreate, write: RecordsWrite, retry: Retry
) -> Response:
    """Record evidence of management oversight on a case."""
    return answered(await write(work.create, WRITER, new, retry))


@router.get("/oversight-notes", response_model=CountedPage[OversightNoteRead | Tombstone])
async def list_oversight_notes(
    request: Request, filters: Annotated[OversightNoteFilters, Query()], read: RecordsRead
) -> Response:
    """List oversight notes."""
    return paged(request, await read(service.find_all, filters))


@router.get(ONE, response_model=OversightNoteRead)
async def get_oversight_note(
    id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None
) -> Response:
    """One oversight note."""
    return answered(await read(work.find, OVERSIGHT_NOTES, id), if_none_match)


@router.patch(ONE, response_model=OversightNoteWritten, responses=problems(409, 412))
async def change_oversight_note(
    id: UUID, patch: OversightNoteChange, write: RecordsWrite, if_match: IfMatch
) -> Response:
    """Merge a patch into an oversight note (RFC 7396)."""
    return answered(await write(work.change, WRITER, id, patch, if_match))


@router.delete(ONE, status_code=204, responses=problems(412))
async def remove_oversight_note(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
    """Mark an oversight note as entered in error."""
    return answered(await write(work.remove, WRITER, id, if_match))


@router.put(KEYED, response_model=Put[OversightNoteRead], responses=problems(404, 409))
async def put_oversight_note(
    source: SourceInPath, reference: ReferenceInPath, sent: OversightNotePut, write: RecordsWrite
) -> Response:
    """Create or update an oversight note by its sender's key."""
    return answered(await write(work.put, WRITER, source, reference, sent))


@router.get(KEYED, response_model=OversightNoteRead)
async def get_oversight_note_by_key(
    source: SourceInPath,
    reference: ReferenceInPath,
    read: RecordsRead,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One oversight note by its sender's key."""
    return answered(await read(work.find_put, OVERSIGHT_NOTES, source, reference), if_none_match)


@router.delete(KEYED, status_code=204)
async def remove_oversight_note_by_key(
    source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
) -> Response:
    """Mark an oversight note as entered in error, by its sender's key."""
    return answered(await write(work.remove_put, WRITER, source, reference))
