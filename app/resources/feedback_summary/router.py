"""The operation on feedback summaries."""

from typing import Annotated

from fastapi import Query

from app.resources.feedback_summary import service
from app.resources.feedback_summary.schemas import FeedbackSummary, SummaryQuery
from app.web.door import ComplianceRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["compliance"])


@router.get("/feedback/summary", response_model=FeedbackSummary)
async def summarise_feedback(
    query: Annotated[SummaryQuery, Query()], read: ComplianceRead
) -> FeedbackSummary:
    """Scores of one quarter by team and supervisor; groups that would tell on people are hidden."""
    return await read(service.summarise, query)
