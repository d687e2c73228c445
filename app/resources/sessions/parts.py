"""What is sent inside a session and stored beside it: its actions and its feedback."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, described, stored
from app.db.tables import Action, Feedback
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Conflict, Fault, Invalid
from app.resources.actions import nested
from app.resources.actions import projection as action_rows
from app.resources.actions.kind import ACTIONS
from app.resources.feedback import projection as feedback_rows
from app.resources.feedback.kind import FEEDBACK
from app.resources.records import service as shared
from app.resources.records.places import at
from app.resources.records.schemas import IncomingRecord
from app.vocabulary import Outcome, RecordType, SessionStatus

ACTION = columns_of(Action)
GIVEN = columns_of(Feedback)
ACTIONS_OF = Prepared(owned(Action, ACTION.id).where(ACTION.session_id == bindparam("session_id")))
FEEDBACK_OF = Prepared(owned(Feedback, GIVEN.id).where(GIVEN.session_id == bindparam("session_id")))
WITHDRAWN = Prepared(
    described().where(
        RECORD.parent_id == bindparam("parent_id"), RECORD.deleted_at == bindparam("deleted_at")
    )
)
AS_THE_SESSION = IncomingRecord()


@dataclass(frozen=True, slots=True)
class Beside:
    """The lists that came with a session; None where a list was not sent."""

    actions: list[Document] | None
    feedback: list[Document] | None


def taken_out(document: Document) -> Beside:
    """Take the lists out of what was sent; people named singly become lists of one."""
    for part in ("supervisee", "supervisor"):
        if f"{part}_id" in document:
            if f"{part}_ids" in document:
                raise Invalid(f"Send one {part} or a list of them, not both.")
            one = document.pop(f"{part}_id")
            document[f"{part}_ids"] = [one] if one else []
    if "template" in document:
        document.setdefault("template_version", None)
    beside = Beside(document.pop("actions", None), document.pop("feedback", None))
    if beside.feedback is not None:
        document["feedback_listed"] = True
    return beside


class Changed(NamedTuple):
    """Whether what is stored beside a session changed."""

    actions: bool
    feedback: bool


def store(uow: UnitOfWork, session: Stored, beside: Beside, *, is_new: bool = False) -> Changed:
    """Bring a session's actions and feedback to what was sent; say what that changed.

    An action that a list leaves out is kept; a feedback that a list leaves out is withdrawn.
    """
    if session.document["status"] != SessionStatus.HELD and (beside.actions or beside.feedback):
        raise Invalid("Only a held session has actions and feedback.", code="not-held")
    origin = _origin(session, is_new=is_new)
    actions, changed = nested.merged(uow, origin, beside.actions or [])
    feedback, also_changed = list[Stored](), False
    if beside.feedback is not None:
        feedback, also_changed = _merged_feedback(uow, session, beside.feedback, is_new=is_new)
    new = [*actions, *feedback]
    if new and not records.insert(uow, new):
        raise Conflict("Another action has one of these references.", code="reference-taken")
    if is_new:
        uow.pending.children[session.id] = [part.id for part in new]
    nested.insert_rows(uow, actions)
    _insert_feedback(uow, session, feedback)
    return Changed(changed or bool(actions), also_changed or bool(feedback))


def _origin(session: Stored, *, is_new: bool) -> nested.Origin:
    """An action agreed in a session belongs to one of its supervisees from birth."""

    def born(document: Document) -> Document:
        supervisee = action_rows.supervisee_of(session.document, document.get("owner_id"))
        return {**document, "session_id": str(session.id), "supervisee_id": supervisee}

    return nested.Origin(session, is_new, born)


def _insert_feedback(uow: UnitOfWork, session: Stored, feedback: list[Stored]) -> None:
    rows = [feedback_rows.row(uow, one.id, one.document, session.document) for one in feedback]
    uow.insert(Feedback, rows)
    for given in feedback:
        feedback_rows.touch(uow, given.document, session.document)


def _merged_feedback(
    uow: UnitOfWork, session: Stored, sent: list[Document], *, is_new: bool
) -> tuple[list[Stored], bool]:
    """The feedback that is new, and whether any other changed; what is left out is withdrawn."""
    held = {} if is_new else _held_feedback(uow, session)
    changed, new, seen = False, [], set()
    for position, document in enumerate(sent):
        place = f"/feedback/{position}"
        document = feedback_rows.completed(session.document, document)  # noqa: PLW2901
        key = (document["direction"], document.get("worker_id"))
        if key in seen:
            fault = Fault("twice", "The same direction and worker stand twice.", pointer=place)
            raise Invalid("A feedback was sent twice.", faults=(fault,))
        seen.add(key)
        with at(place):
            known = held.pop(key, None)
            if known is None:
                new.append(_new_feedback(uow, session, document))
            else:
                outcome = shared.apply(uow, FEEDBACK, known, document, AS_THE_SESSION)
                changed |= outcome is not Outcome.UNCHANGED
    for left_out in held.values():
        shared.remove(uow, FEEDBACK, left_out)
    return new, changed or bool(held)


def _held_feedback(uow: UnitOfWork, session: Stored) -> dict[tuple[str, str | None], Stored]:
    ids = [row.id for row in uow.rows(FEEDBACK_OF, session_id=session.id)]
    return {
        (given.document["direction"], given.document["worker_id"]): given
        for given in records.among(uow, ids).values()
    }


def _new_feedback(uow: UnitOfWork, session: Stored, document: Document) -> Stored:
    whole = {**document, "session_id": str(session.id)}
    checked = FEEDBACK.checked(uow, None, whole)
    return records.draft(uow, RecordType.FEEDBACK, checked, parent_id=session.id)


def follow(uow: UnitOfWork, session: Stored) -> None:
    """The session moved, or its people changed: its actions and feedback go with it."""
    actions = records.among(uow, [row.id for row in uow.rows(ACTIONS_OF, session_id=session.id)])
    feedback = records.among(uow, [row.id for row in uow.rows(FEEDBACK_OF, session_id=session.id)])
    if (actions or feedback) and session.document["status"] != SessionStatus.HELD:
        raise Conflict(
            "A session that has actions or feedback was held.", code="illegal-transition"
        )
    for action in actions.values():
        _follow_action(uow, session, action)
    for given in feedback.values():
        feedback_rows.check(session.document, given.document["worker_id"])
        FEEDBACK.project(uow, given, given.document, given.document)


def _follow_action(uow: UnitOfWork, session: Stored, action: Stored) -> None:
    before = action.document
    document = before
    if before["supervisee_id"] not in session.document["supervisee_ids"]:
        supervisee = action_rows.supervisee_of(session.document, before["owner_id"])
        document = {**before, "supervisee_id": supervisee}
        records.renew(uow, action, document)
    ACTIONS.checked(uow, action, document)
    ACTIONS.project(uow, action, before, document)


def withdraw(uow: UnitOfWork, session: Stored) -> None:
    """Mark a session's actions and feedback as entered in error, too."""
    for kind, query in ((ACTIONS, ACTIONS_OF), (FEEDBACK, FEEDBACK_OF)):
        ids = [row.id for row in uow.rows(query, session_id=session.id)]
        for part in records.among(uow, ids).values():
            shared.remove(uow, kind, part)


def restore(uow: UnitOfWork, session: Stored, deleted_at: datetime | None) -> None:
    """Bring back what was withdrawn together with the session."""
    for row in uow.rows(WITHDRAWN, parent_id=session.id, deleted_at=deleted_at):
        part = stored(row)
        kind = ACTIONS if part.type is RecordType.ACTION else FEEDBACK
        shared.apply(uow, kind, part, {}, AS_THE_SESSION)
