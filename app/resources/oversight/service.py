"""Oversight notes: how one is written with its actions, found and filtered."""

from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.composite import Composite
from app.resources.oversight import parts
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.oversight.schemas import OversightNoteFilters
from app.resources.records import service as shared
from app.resources.records.answers import Answer
from app.resources.records.filters import between, equal, narrowed
from app.resources.records.listing import page
from app.resources.records.schemas import IncomingRecord
from app.vocabulary import Outcome

NOTE = columns_of(OversightNote)


def _apply(uow: UnitOfWork, held: Stored, document: Document, sent: IncomingRecord) -> Outcome:
    actions, deleted_at = parts.taken_out(document), held.deleted_at
    outcome = shared.apply(uow, OVERSIGHT_NOTES, held, document, sent)
    if outcome is Outcome.RESTORED:
        parts.restore(uow, held, deleted_at)
    elif outcome is Outcome.UPDATED:
        parts.follow(uow, held)
    changed = parts.store(uow, held, actions)
    return Outcome.UPDATED if changed and outcome is Outcome.UNCHANGED else outcome


def _remove(uow: UnitOfWork, held: Stored) -> None:
    """Mark a note as entered in error, and withdraw its actions with it."""
    parts.withdraw(uow, held)
    shared.remove(uow, OVERSIGHT_NOTES, held)


WRITER = Composite(OVERSIGHT_NOTES, parts.taken_out, parts.store, _apply, _remove).writer


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
