"""The operations on subject pages."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.resources.supervision import service
from app.resources.supervision.schemas import (
    CaseSupervision,
    SupervisionQuery,
    WorkerSupervision,
)
from app.web.door import ComplianceRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["supervision"])


@router.get("/workers/{id}/supervision")
async def get_supervision_of_worker(
    id: UUID, query: Annotated[SupervisionQuery, Query()], read: ComplianceRead
) -> WorkerSupervision:
    """The supervision of a worker on one page: last held, next due, flags, actions, history."""
    return await read(service.of_worker, id, query)


@router.get("/cases/{id}/supervision")
async def get_supervision_of_case(
    id: UUID, query: Annotated[SupervisionQuery, Query()], read: ComplianceRead
) -> CaseSupervision:
    """The supervision of a case on one page: last discussed, next due, flags, actions, history."""
    return await read(service.of_case, id, query)
