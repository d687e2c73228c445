"""The operations on compliance figures."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.resources.compliance import service
from app.resources.compliance.schemas import (
    Compliance,
    ComplianceQuery,
    DueInPeriod,
    InTimescale,
)
from app.vocabulary import Measure
from app.web.door import ComplianceRead
from app.web.exports import CSV_RESPONSES, CSV_TYPE, csv_chunks, csv_headers
from app.web.routes import router as guarded

router = guarded("/v1", tags=["what is worked out"])


@router.get("/compliance", response_model=Compliance)
async def get_compliance(
    query: Annotated[ComplianceQuery, Query()], read: ComplianceRead
) -> Compliance:
    """Figures over what was expected: due in a period, or in timescale on a day."""
    return await read(service.figures, query)


@router.get("/compliance.csv", response_class=Response, responses=CSV_RESPONSES)
async def export_compliance(
    query: Annotated[ComplianceQuery, Query()], read: ComplianceRead
) -> Response:
    """The same figures as CSV; every column is always there."""
    found = await read(service.figures, query)
    row = InTimescale if query.measure is Measure.IN_TIMESCALE else DueInPeriod
    asked = {"as_at": found.as_at, "known_at": found.known_at}
    rows = [asked | item.model_dump(mode="json") for item in found.items]
    body = b"".join(csv_chunks([*asked, *row.model_fields], rows))
    return Response(body, headers=csv_headers("compliance"), media_type=CSV_TYPE)
