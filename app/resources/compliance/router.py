"""The operations on compliance figures."""

from typing import Annotated

from fastapi import Query

from app.resources.compliance import banding, figures
from app.resources.compliance.charts import CHARTS
from app.resources.compliance.exports import EXPORTS
from app.resources.compliance.queries import (
    AgeingQuery,
    ComplianceQuery,
    ForecastQuery,
    SeriesQuery,
    SinceQuery,
)
from app.resources.compliance.schemas import (
    Ageing,
    Compliance,
    Forecast,
    TimeSince,
)
from app.web.charts.operations import add_drawing
from app.web.door import ComplianceRead
from app.web.formats.operations import add_exports
from app.web.routes import router as guarded

router = guarded("/v1", tags=["compliance"])
for export in EXPORTS:
    add_exports(router, export, ComplianceRead)
for drawing in CHARTS:
    add_drawing(router, drawing, ComplianceRead)


@router.get("/compliance", response_model=Compliance)
async def get_compliance(
    query: Annotated[ComplianceQuery, Query()], read: ComplianceRead
) -> Compliance:
    """Figures over what was expected: due in a period, or in timescale on a day."""
    return await read(figures.figures, query)


@router.get("/compliance/series")
async def get_compliance_series(
    query: Annotated[SeriesQuery, Query()], read: ComplianceRead
) -> Compliance:
    """One measure month by month, for each group; no month is left out. Ten years at most.

    By `in_timescale` a month stands as at its last day, the present one as at `as_at`.
    """
    return await read(figures.series, query)


@router.get("/compliance/ageing")
async def get_compliance_ageing(
    query: Annotated[AgeingQuery, Query()], read: ComplianceRead
) -> Ageing:
    """How late what is overdue is, in bands of days; each group has every band."""
    return await read(banding.ageing, query)


@router.get("/compliance/forecast")
async def get_compliance_forecast(
    query: Annotated[ForecastQuery, Query()], read: ComplianceRead
) -> Forecast:
    """What falls due in the next days, week by week; each group has every week.

    It counts what is open now. What meeting it will open in its turn is not foretold.
    """
    return await read(banding.forecast, query)


@router.get("/compliance/time-since-last")
async def get_compliance_time_since_last(
    query: Annotated[SinceQuery, Query()], read: ComplianceRead
) -> TimeSince:
    """How long ago supervision last counted, in bands of days, for all who are to have it.

    Where nothing has counted yet it is how long ago the duty to it began.
    """
    return await read(banding.time_since, query)
