"""The operations on imports."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from anyio import CancelScope, to_thread
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.imports import columns, files, listing, receiving, report, service
from app.resources.imports.checking import Row
from app.resources.imports.schemas import (
    ImportListQuery,
    ImportQuery,
    ImportRead,
    ImportRowFilter,
    ImportRowQuery,
    ImportRowRead,
    ImportWhole,
)
from app.resources.operations.responses import answered, paged
from app.web.body import upload_of
from app.web.door import ImportsRead, ImportsWrite
from app.web.idempotency import RetryOfFile
from app.web.paging import Page
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["imports"], accepts=files.ACCEPTED, takes_files=True)
EXAMPLE = [
    {"type": "teams", "reference": "T9", "name": "Invented North"},
    {
        "type": "workers",
        "reference": "W900",
        "posts": [{"team_ref": "T9", "role": "social_worker"}],
    },
]
TEXT = {"schema": {"type": "string"}}
BODY: dict[str, Any] = {
    "required": True,
    "description": "An object for each record: what a PUT of it takes, with its `reference`.",
    "content": {
        "application/json": {
            "schema": {"type": "array", "items": {"type": "object"}, "examples": [EXAMPLE]}
        },
        **dict.fromkeys(sorted(files.JSON_LINES | files.CSV), TEXT),
        files.WORKBOOK: {"schema": {"type": "string", "format": "binary"}},
    },
}


@router.post(
    "/imports",
    status_code=201,
    response_model=ImportWhole,
    responses={**problems(413, 415, 422), 202: {"model": ImportWhole, "description": "Taken in"}},
    openapi_extra={"requestBody": BODY},
)
async def start_import(
    request: Request,
    query: Annotated[ImportQuery, Query()],
    read: ImportsRead,
    write: ImportsWrite,
    retry: RetryOfFile,
) -> Response:
    """Take in a file of records: each row is taken as if it had been put by itself.

    A file of up to 200 rows is worked off at once; of a larger one the address is answered, where
    it says how far it is.
    """
    file, _ = await upload_of(request)
    media_type = request.headers["content-type"].partition(";")[0].strip().lower()
    by = columns.AS_THEY_ARE
    if media_type in files.TABLES:
        by = await read(columns.choose, query, query.source or write.client.source)
    parts = files.parts_of(file, media_type, query.type, by.fields)
    first, second = await _next(parts), await _next(parts)
    if not second:
        return answered(await write(service.start, query, first, retry, by.edition))
    id = await write(receiving.begin, query, first, by.edition)
    try:
        while second:
            await write(receiving.go_on, id, second)
            second = await _next(parts)
        return answered(await write(service.close, id, retry))
    except BaseException:
        with CancelScope(shield=True):
            await write(receiving.forget, id)
        raise


async def _next(parts: Iterator[list[Row]]) -> list[Row]:
    return await to_thread.run_sync(next, parts, [])


@router.get("/imports", response_model=Page[ImportRead])
async def list_imports(
    request: Request, query: Annotated[ImportListQuery, Query()], read: ImportsRead
) -> Response:
    """List imports, the newest first."""
    return paged(request, await read(listing.find_all, query))


@router.get("/imports/{id}")
async def get_import(id: UUID, read: ImportsRead) -> ImportWhole:
    """One import: how far it is, what its rows came to, which flags moved."""
    return await read(service.find, id)


@router.get("/imports/{id}/rows", response_model=Page[ImportRowRead])
async def list_rows_of_import(
    request: Request, id: UUID, query: Annotated[ImportRowQuery, Query()], read: ImportsRead
) -> Response:
    """List what each row came to, in the order of the file; what it held is not kept."""
    return paged(request, await read(listing.find_rows, id, query))


@router.get(
    "/imports/{id}/rows.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": TEXT}, "description": "CSV (RFC 4180)"}},
)
async def export_rows_of_import(
    id: UUID, query: Annotated[ImportRowFilter, Query()], read: ImportsRead
) -> Response:
    """What each row came to as a file, to be put beside the one that was sent."""
    return await report.csv_of(read, id, query)


@router.delete("/imports/{id}", response_model=ImportRead, responses=problems(409))
async def cancel_import(id: UUID, write: ImportsWrite) -> ImportRead:
    """Leave the rows alone that are not worked off yet; what was done stays."""
    return await write(service.cancel, id)
