"""Writes a record together with what is sent inside it and stored beside it, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from app.db import records
from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.records import service as shared
from app.resources.records.kinds import Kind
from app.resources.records.pointers import resolve
from app.resources.records.schemas import IncomingRecord, NewRecord
from app.vocabulary import Outcome
from app.web.conditional import Expected

B_contra = TypeVar("B_contra", contravariant=True)
B = TypeVar("B")


class Store(Protocol[B_contra]):
    """Brings what is stored beside a record to what was sent inside it."""

    def __call__(
        self, uow: UnitOfWork, record: Stored, beside: B_contra, /, *, is_new: bool = False
    ) -> object:
        """`is_new`: the record has just been made, so that nothing can be beside it yet."""


@dataclass(frozen=True, slots=True)
class Composite(Generic[B]):
    """One kind of such a record.

    `take_out` takes out of a document what is stored beside the record, `apply` merges a change
    into both, `remove` marks both as entered in error.
    """

    kind: Kind
    take_out: Callable[[Document], B]
    store: Store[B]
    apply: Callable[[UnitOfWork, Stored, Document, IncomingRecord], Outcome]
    remove: Callable[[UnitOfWork, Stored], None]

    @property
    def writer(self) -> Writer:
        """How the operations write it."""
        return Writer(self.kind, self.record, self.change, self.put, self.remove)

    def record(self, uow: UnitOfWork, new: NewRecord) -> Stored:
        """Store one that is sent for the first time; a reference that is taken is a conflict."""
        document = resolve(uow, new)
        source, reference = shared.taken_out(document)
        beside = self.take_out(document)
        key = (source or uow.client.source, reference)
        record = shared.add(uow, self.kind, document, key, new)
        self.store(uow, record, beside, is_new=True)
        return record

    def change(
        self, uow: UnitOfWork, id: UUID, patch: IncomingRecord, expected: Expected
    ) -> Stored:
        """Merge a patch into one, if it is still at the version that the caller expects."""
        held = records.find(uow, self.kind.type, id)
        expected.check(held.version)
        document = resolve(uow, patch, held)
        shared.taken_out(document)
        self.apply(uow, held, document, patch)
        return held

    def put(
        self, uow: UnitOfWork, source: str, reference: str, sent: IncomingRecord
    ) -> tuple[Stored, Outcome]:
        """Create or update one by its sender's key; safe however many send it at once."""
        held = records.find_by_reference(uow, self.kind.type, source, reference)
        if held is not None and shared.is_stale(held, sent):
            return held, Outcome.STALE_IGNORED
        document = resolve(uow, sent, held)
        shared.taken_out(document)
        if held is not None:
            return held, self.apply(uow, held, document, sent)
        beside = self.take_out(document)
        new = shared.add_unless_taken(uow, self.kind, document, (source, reference), sent)
        if new is None:
            return self.put(uow, source, reference, sent)
        self.store(uow, new, beside, is_new=True)
        return new, Outcome.CREATED
