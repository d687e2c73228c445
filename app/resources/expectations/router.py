"""The operations on expectations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.fields import Day
from app.resources.expectations import exports, service
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.schemas import (
    ExpectationPage,
    ExpectationQuery,
    ExpectationWhole,
)
from app.web.answers import JSON
from app.web.door import ComplianceRead
from app.web.formats.operations import add_exports
from app.web.paging import next_link
from app.web.routes import router as guarded

router = guarded("/v1", tags=["expectations"])


@router.get("/expectations", response_model=ExpectationPage)
async def list_expectations(
    request: Request, query: Annotated[ExpectationQuery, Query()], read: ComplianceRead
) -> Response:
    """List what was expected of whom, and how it stands as at a day."""
    body, cursor = await read(service.find_all, query)
    return Response(body, headers=next_link(request.scope, cursor), media_type=JSON)


add_exports(router, exports.EXPECTATIONS, ComplianceRead)


@router.get("/expectations/{id}", response_model=ExpectationWhole)
async def get_expectation(
    id: UUID,
    read: ComplianceRead,
    as_at: Annotated[Day | None, Query()] = None,
    known_at: Annotated[KnownAt | None, Query()] = None,
) -> ExpectationWhole:
    """One expectation: all its stretches, why, what nearly counted and what would clear it."""
    return await read(service.explain, id, as_at, known_at)
