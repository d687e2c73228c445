"""Oversight notes: how one is written with its actions, found and filtered."""

from uuid import UUID

from app.db import records
from app.db.base import columns_of
from app.db.pending import Stored
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.oversight import parts
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.oversight.schemas import (
    OversightNoteChange,
    OversightNoteCreate,
    OversightNoteFilters,
    OversightNotePut,
)
from app.resources.records import service as shared
from app.resources.records.answers import Answer
from app.resources.records.filters import between, equal, narrowed
from app.resources.records.listing import page
from app.vocabulary import Outcome
from app.web.conditional import Expected

NOTE = columns_of(OversightNote)


def record(uow: UnitOfWork, new: OversightNoteCreate) -> Stored:
    """Store a note that is sent for the first time."""
    return shared.record(uow, OVERSIGHT_NOTES, new)


def change(uow: UnitOfWork, id: UUID, patch: OversightNoteChange, expected: Expected) -> Stored:
    """Merge a patch into a note; its actions follow."""
    note = shared.change(uow, OVERSIGHT_NOTES, id, patch, expected)
    parts.follow(uow, note)
    return note


def put(
    uow: UnitOfWork, source: str, reference: str, sent: OversightNotePut
) -> tuple[Stored, Outcome]:
    """Create or update a note by its sender's key; its actions follow, or come back with it."""
    held = records.find_by_reference(uow, OVERSIGHT_NOTES.type, source, reference)
    note, outcome = shared.put(uow, OVERSIGHT_NOTES, source, reference, sent)
    if outcome is Outcome.RESTORED and held:
        parts.restore(uow, note, held.deleted_at)
    elif outcome is Outcome.UPDATED:
        parts.follow(uow, note)
    return note, outcome


def remove(uow: UnitOfWork, held: Stored) -> None:
    """Mark a note as entered in error, and withdraw its actions with it."""
    parts.withdraw(uow, held)
    shared.remove(uow, OVERSIGHT_NOTES, held)


WRITER = Writer(OVERSIGHT_NOTES, record, change, put, remove)


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
