"""Oversight notes as a type of record."""

from datetime import date
from uuid import UUID

from app.db.pending import Document, Stored
from app.db.tables import OversightNote
from app.db.unit_of_work import UnitOfWork
from app.resources.oversight.reading import parts
from app.resources.oversight.schemas import OversightNoteDocument, OversightNoteRead
from app.resources.records.days import civil, instant
from app.resources.records.kinds import Kind
from app.resources.records.texts import is_said
from app.vocabulary import RecordType, Scope, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the note's row anew; touch the case it is on, and was on."""
    if before is not None:
        uow.remove(OversightNote, "id", record.id)
        _touch(uow, before)
    if after is not None:
        decided_on = _touch(uow, after)
        uow.pending.agreed[record.id] = decided_on, None
        row = {
            "id": record.id,
            "case_id": UUID(after["case_id"]),
            "author_id": UUID(after["author_id"]),
            "kind": after["kind"],
            "decided_on": decided_on,
            "decided_at": instant(after["decided_at"]),
            "recorded_on": civil(uow, None, after["recorded_at"]),
            "recorded_at": instant(after["recorded_at"]),
            "received_at": record.created_at,
            "decided": is_said(after["decision"]),
            "reasoned": is_said(after["rationale"]),
        }
        uow.insert(OversightNote, [row])


def _touch(uow: UnitOfWork, document: Document) -> date:
    """The case has to be evaluated again from the day of the decision; which day that is."""
    decided_on = civil(uow, document["decided_on"], document["decided_at"])
    assert decided_on is not None, "the document's own check saw to it"  # noqa: S101
    uow.pending.touch(SubjectType.CASE, UUID(document["case_id"]), decided_on)
    return decided_on


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
