"""The operations on audit."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.audit import service
from app.resources.audit.schemas import AuditQuery, ChangeRead, ReadingRead
from app.resources.operations.responses import paged
from app.web.door import AuditRead
from app.web.paging import Page
from app.web.routes import router as guarded

router = guarded("/v1", tags=["audit"])


@router.get("/audit", response_model=Page[ChangeRead])
async def list_changes(
    request: Request, query: Annotated[AuditQuery, Query()], read: AuditRead
) -> Response:
    """List the line of changes: who changed what, when, on whose behalf; never the content."""
    return paged(request, await read(service.find_changes, query))


@router.get("/audit/reads", response_model=Page[ReadingRead])
async def list_readings(
    request: Request, query: Annotated[AuditQuery, Query()], read: AuditRead
) -> Response:
    """List who was shown narrative or feedback, of which record, when, on whose behalf."""
    return paged(request, await read(service.find_readings, query))
