"""Oversight notes as a type of record."""

from uuid import UUID

from app.db.pending import Document, Stored
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.oversight.reading import parts
from app.resources.oversight.schemas import OversightNoteDocument, OversightNoteRead
from app.resources.records.days import civil
from app.resources.records.kinds import Kind
from app.vocabulary import RecordType, Scope, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the note's row anew."""
    if before is not None:
        uow.remove(OversightNote, "id", record.id)
        uow.pending.touch(SubjectType.CASE, UUID(before["case_id"]), None)
    if after is not None:
        decided_on = civil(uow, after["decided_on"], after["decided_at"])
        assert decided_on is not None, "the document's own check saw to it"  # noqa: S101
        uow.pending.agreed[record.id] = decided_on, None
        row = {
            "id": record.id,
            "case_id": UUID(after["case_id"]),
            "author_id": UUID(after["author_id"]),
            "kind": after["kind"],
            "decided_on": decided_on,
            "recorded_on": civil(uow, None, after["recorded_at"]),
        }
        uow.insert(OversightNote, [row])


OVERSIGHT_NOTES = Kind(
    type=RecordType.OVERSIGHT_NOTE,
    document=OversightNoteDocument,
    read=OversightNoteRead,
    project=project,
    withheld=dict.fromkeys(
        ("decision", "rationale", "actions.description", "actions.contingency"),
        Scope.NARRATIVE_READ,
    ),
    parts=parts,
)
