"""The operations on actions."""

from uuid import UUID

from starlette.responses import Response

from app.resources.actions.schemas import (
    ActionChange,
    ActionCreate,
    ActionFilters,
    ActionPut,
    ActionRead,
    ActionReviews,
    ActionWritten,
)
from app.resources.actions.service import WRITER, find_all, reviews
from app.resources.operations.responses import answered
from app.resources.operations.standard import Shapes, standard_router
from app.web.door import RecordsRead

SHAPES = Shapes(
    create=ActionCreate,
    change=ActionChange,
    put=ActionPut,
    read=ActionRead,
    written=ActionWritten,
    filters=ActionFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="an action")


@router.get("/actions/{id}/reviews", response_model=ActionReviews)
async def list_reviews_of_action(id: UUID, read: RecordsRead) -> Response:
    """What each session said about an action."""
    return answered(await read(reviews, id))
