"""Actions that are sent inside the session or the note that they came from."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.db import records
from app.db.pending import Document, Stored
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork
from app.errors import Conflict, Fault, Invalid, NotFound
from app.resources.actions import projection
from app.resources.actions.kind import ACTIONS
from app.resources.records import service as shared
from app.resources.records.places import at
from app.resources.records.schemas import IncomingRecord
from app.vocabulary import Outcome, RecordType

AS_THE_WHOLE = IncomingRecord()


@dataclass(frozen=True, slots=True)
class Origin:
    """What actions come from: `is_new` where it has none yet; `born` completes a new one."""

    record: Stored
    is_new: bool
    born: Callable[[Document], Document]


def merged(uow: UnitOfWork, origin: Origin, sent: list[Document]) -> tuple[list[Stored], bool]:
    """The actions that are new and not stored yet, and whether any other changed.

    An action that a list leaves out is kept.
    """
    changed, new = False, []
    seen: set[UUID | str] = set()
    source = origin.record.source or uow.client.source
    for position, document in enumerate(sent):
        reference, id = document.pop("reference", None), document.pop("id", None)
        if origin.record.reference and not (reference or id):
            fault = Fault(
                "reference-required",
                f"An action needs a reference inside {_a(origin)} that has one.",
                pointer=f"/actions/{position}/reference",
            )
            raise Invalid("An action has no reference.", faults=(fault,))
        with at(f"/actions/{position}"):
            fresh = origin.is_new and id is None
            held = None if fresh else _held(uow, origin, source, reference, id)
            _once(held.id if held else reference, seen)
            if held is None:
                new.append(_new(uow, origin, document, source, reference))
            else:
                outcome = shared.apply(uow, ACTIONS, held, document, AS_THE_WHOLE)
                changed |= outcome is not Outcome.UNCHANGED
    return new, changed


def insert_rows(uow: UnitOfWork, actions: list[Stored]) -> None:
    """Write the rows of actions that have just been stored."""
    rows = [projection.row(uow, action.id, action.document) for action in actions]
    uow.insert(Action, rows)
    projection.remember(uow, rows)
    for action in actions:
        projection.touch(uow, action.id, action.document)


def _a(origin: Origin) -> str:
    return "a session" if origin.record.type is RecordType.SESSION else "a note"


def _once(key: UUID | str | None, seen: set[UUID | str]) -> None:
    if key in seen:
        fault = Fault("twice", "The same action stands twice in this list.", pointer="")
        raise Invalid("An action was sent twice.", faults=(fault,))
    if key is not None:
        seen.add(key)


def _held(
    uow: UnitOfWork, origin: Origin, source: str, reference: str | None, id: str | None
) -> Stored | None:
    held = None
    if id:
        held = _known(uow, UUID(id))
    elif reference:
        held = records.find_by_reference(uow, RecordType.ACTION, source, reference)
    if held is not None and held.parent_id != origin.record.id:
        raise Conflict("This action was agreed elsewhere.", code="reference-taken")
    return held


def _known(uow: UnitOfWork, id: UUID) -> Stored:
    try:
        return records.find(uow, RecordType.ACTION, id)
    except NotFound:
        fault = Fault("reference-not-found", "There is no such action.", pointer="/id")
        raise Invalid(
            "An action that is named does not exist.", code="reference-not-found", faults=(fault,)
        ) from None


def _new(
    uow: UnitOfWork, origin: Origin, document: Document, source: str, reference: str | None
) -> Stored:
    return records.draft(
        uow,
        RecordType.ACTION,
        ACTIONS.checked(uow, None, origin.born(document)),
        parent_id=origin.record.id,
        source=source,
        reference=reference,
    )
