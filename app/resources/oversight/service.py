"""Oversight notes: how one is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.oversight.schemas import OversightNoteFilters
from app.resources.records.answers import Answer
from app.resources.records.filters import among
from app.resources.records.listing import page

WRITER = Writer.of(OVERSIGHT_NOTES)
NOTE = columns_of(OversightNote)


def find_all(uow: UnitOfWork, filters: OversightNoteFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = [
        column == value
        for column, value in (
            (NOTE.case_id, filters.case),
            (NOTE.author_id, filters.author),
            (NOTE.kind, filters.kind),
        )
        if value is not None
    ]
    if filters.decided_from:
        wanted.append(NOTE.decided_on >= filters.decided_from)
    if filters.decided_to:
        wanted.append(NOTE.decided_on <= filters.decided_to)
    return page(uow, OVERSIGHT_NOTES, filters, [among(OversightNote, wanted)] if wanted else [])
