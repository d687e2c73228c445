"""Feedback: how it is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import Feedback
from app.db.unit_of_work import UnitOfWork
from app.resources.feedback.kind import FEEDBACK
from app.resources.feedback.schemas import FeedbackFilters
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer
from app.resources.records.filters import equal, narrowed
from app.resources.records.listing import page

WRITER = Writer.of(FEEDBACK)
GIVEN = columns_of(Feedback)


def find_all(uow: UnitOfWork, filters: FeedbackFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = equal(
        (GIVEN.session_id, filters.session),
        (GIVEN.worker_id, filters.worker),
        (GIVEN.direction, filters.direction),
    )
    return page(uow, FEEDBACK, filters, narrowed(Feedback, wanted))
