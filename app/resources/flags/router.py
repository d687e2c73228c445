"""The operations on flags, and on what people do about them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.fields import Day
from app.resources.expectations import exports
from app.resources.expectations import service as expectations
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.schemas import ExpectationPage, FlagQuery
from app.resources.flags import exemptions, service
from app.resources.flags.schemas import (
    AcknowledgementCreate,
    AcknowledgementRead,
    ExemptionCreate,
    Exemptions,
    ExemptionWritten,
    FlagWhole,
)
from app.resources.operations.responses import answered
from app.web.answers import JSON
from app.web.door import ComplianceRead, RecordsWrite
from app.web.formats.operations import add_exports
from app.web.idempotency import Retry
from app.web.paging import next_link
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["flags"])
EXEMPTIONS = "/expectations/{id}/exemptions"


@router.get("/flags", response_model=ExpectationPage)
async def list_flags(
    request: Request, query: Annotated[FlagQuery, Query()], read: ComplianceRead
) -> Response:
    """List what is overdue as at a day."""
    body, cursor = await read(expectations.find_all, query, "flags")
    return Response(body, headers=next_link(request.scope, cursor), media_type=JSON)


add_exports(router, exports.FLAGS, ComplianceRead)


@router.get("/flags/{id}")
async def get_flag(
    id: UUID,
    read: ComplianceRead,
    as_at: Annotated[Day | None, Query()] = None,
    known_at: Annotated[KnownAt | None, Query()] = None,
) -> FlagWhole:
    """One flag, explained, with its history: raised, acknowledged, exempted, cleared, reopened."""
    return await read(service.find, id, as_at, known_at)


@router.post(
    "/flags/{id}/acknowledge",
    status_code=201,
    response_model=AcknowledgementRead,
    responses=problems(409),
)
async def acknowledge_flag(
    id: UUID, new: AcknowledgementCreate, write: RecordsWrite, retry: Retry
) -> Response:
    """Note that somebody has seen a flag that is up today; it stays up."""
    return answered(await write(service.acknowledge, id, new, retry))


@router.get(EXEMPTIONS)
async def list_exemptions(
    id: UUID, read: ComplianceRead, known_at: Annotated[KnownAt | None, Query()] = None
) -> Exemptions:
    """List the exemptions of an expectation, the first first; withdrawn ones say since when."""
    return await read(exemptions.find_all, id, known_at)


@router.post(EXEMPTIONS, status_code=201, response_model=ExemptionWritten)
async def record_exemption(
    id: UUID, new: ExemptionCreate, write: RecordsWrite, retry: Retry
) -> Response:
    """Excuse an expectation on some days, before it breaches or after."""
    return answered(await write(exemptions.grant, id, new, retry))


@router.delete(f"{EXEMPTIONS}/{{exemption_id}}", response_model=ExemptionWritten)
async def withdraw_exemption(id: UUID, exemption_id: UUID, write: RecordsWrite) -> Response:
    """Let an exemption count no longer from now on; what was known before stays so."""
    return answered(await write(exemptions.withdraw, id, exemption_id))
