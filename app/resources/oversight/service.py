"""Oversight notes: how one is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.oversight.schemas import OversightNoteFilters
from app.resources.records.answers import Answer
from app.resources.records.filters import between, equal, narrowed
from app.resources.records.listing import page

WRITER = Writer.of(OVERSIGHT_NOTES)
NOTE = columns_of(OversightNote)


def find_all(uow: UnitOfWork, filters: OversightNoteFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = [
        *equal(
            (NOTE.case_id, filters.case),
            (NOTE.author_id, filters.author),
            (NOTE.kind, filters.kind),
        ),
        *between(NOTE.decided_on, filters.decided_from, filters.decided_to),
    ]
    return page(uow, OVERSIGHT_NOTES, filters, narrowed(OversightNote, wanted))
