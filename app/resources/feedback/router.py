"""The operations on feedback."""

from app.resources.feedback.schemas import (
    FeedbackChange,
    FeedbackCreate,
    FeedbackFilters,
    FeedbackPut,
    FeedbackRead,
    FeedbackWritten,
)
from app.resources.feedback.service import WRITER, find_all
from app.resources.operations.standard import Shapes, standard_router
from app.web.door import FeedbackRead as FeedbackReading

SHAPES = Shapes(
    create=FeedbackCreate,
    change=FeedbackChange,
    put=FeedbackPut,
    read=FeedbackRead,
    written=FeedbackWritten,
    filters=FeedbackFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="feedback", reading=FeedbackReading)
