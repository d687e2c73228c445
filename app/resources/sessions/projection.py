"""A session's rows for the rules and the filters, and which streams it touches."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects import postgresql, sqlite

from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.tables import (
    ActionReview,
    Discussion,
    FormerReview,
    SessionPerson,
    SupervisionSession,
)
from app.db.unit_of_work import UnitOfWork
from app.resources.records.days import civil, day, day_of_session, held_on, instant, length
from app.resources.records.texts import is_said, shingles, word_count
from app.rules.expectation import NAMESPACE
from app.vocabulary import SubjectType

COLUMNS = ("organisation_id", "action_id", "session_id")
REMEMBER = {
    True: Prepared(postgresql.insert(FormerReview).on_conflict_do_nothing(), COLUMNS),
    False: Prepared(sqlite.insert(FormerReview).on_conflict_do_nothing(), COLUMNS),
}


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the session's rows anew; touch everybody and every case it concerned or concerns."""
    if before is not None:
        _remember_reviews(uow, record.id, before, after)
        uow.remove(ActionReview, "session_id", record.id)
        uow.remove(Discussion, "session_id", record.id)
        uow.remove(SessionPerson, "session_id", record.id)
        uow.remove(SupervisionSession, "id", record.id)
        _touch(uow, before)
    if after is not None:
        row = session_row(uow, record, after)
        uow.pending.agreed[record.id] = row["day"], row["started_at"]
        uow.insert(SupervisionSession, [row])
        uow.insert(SessionPerson, list(_people(record.id, after, row["day"])))
        uow.insert(Discussion, list(_discussions(uow, record.id, after, row["day"])))
        uow.insert(ActionReview, list(_reviews(record.id, after)))
        _touch(uow, after)


def _remember_reviews(uow: UnitOfWork, id: UUID, before: Document, after: Document | None) -> None:
    """Whoever asks what was known earlier has to know where an action was reviewed then."""
    dropped = _reviewed(before) - _reviewed(after or {})
    rows = [{"action_id": UUID(action), "session_id": id} for action in dropped]
    if rows:
        uow.insert_unless_taken(REMEMBER[uow.is_postgresql], rows)


def _reviewed(document: Document) -> set[str]:
    return {part["action_id"] for part in document.get("action_reviews") or ()}


def session_row(uow: UnitOfWork, record: Stored, document: Document) -> dict[str, Any]:
    """What the rules and the filters know of a session: days in place of instants, no words."""
    started_at = instant(document["started_at"])
    check_in, aspects = document["check_in"], document["identity_aspects"]
    return {
        "id": record.id,
        "kind": document["kind"],
        "status": document["status"],
        "day": day_of_session(uow, document),
        "held_on": held_on(uow, document),
        "started_at": started_at,
        "planned_on": civil(uow, document["planned_on"], document["planned_for"]),
        "cancelled_on": day(document["cancelled_on"]),
        "minutes": length(document),
        "interrupted_minutes": document["interrupted_minutes"],
        "recorded_on": civil(uow, None, document["recorded_at"]),
        "check_in": check_in["held"] if check_in else None,
        "feedback_minutes": document["feedback_minutes"],
        "feedback_listed": document["feedback_listed"],
        "tick_box": document["previous_actions_reviewed"],
        "reflection_words": word_count(document["reflection"]),
        "reflection_shingles": shingles(document["reflection"]),
        "appreciated": _said(document["appreciative_note"]),
        "identity_explored": None if aspects is None else bool(aspects),
        "shared_on": day(document["shared_on"]),
        "signatures": _signed(document["signatures"]),
        "fallen": _signed(document["fallen_signatures"]),
        "fell_on": day(document["signatures_fell_on"]),
        "received_at": record.created_at,
        "supervisees": document["supervisee_ids"],
        "supervisors": document["supervisor_ids"],
        "reviewed": [part["action_id"] for part in document["action_reviews"] or ()],
    }


def _said(text: str | None) -> bool | None:
    return None if text is None else is_said(text)


def _signed(signatures: Document | None) -> Document | None:
    """Who signed when, and whether there is a disagreement; not what it says."""
    if not signatures:
        return None
    disagreed = is_said(signatures["disagreement"]) or signatures["disagreed_on"] is not None
    days = {name: signatures[name] for name in ("supervisee_on", "supervisor_on", "disagreed_on")}
    return {**days, "disagreed": disagreed}


def discussion_id(session_id: UUID, case_id: UUID) -> UUID:
    """The id of what one session said about one case."""
    return uuid5(NAMESPACE, f"discussion|{session_id}|{case_id}")


def _people(id: UUID, document: Document, counts_on: date) -> Iterable[dict[str, Any]]:
    for part in ("supervisee", "supervisor"):
        for position, worker in enumerate(document[f"{part}_ids"]):
            yield {
                "session_id": id,
                "part": part,
                "position": position,
                "worker_id": UUID(worker),
                "day": counts_on,
            }


def _discussions(
    uow: UnitOfWork, id: UUID, document: Document, counts_on: date
) -> Iterable[dict[str, Any]]:
    for part in document["discussions"] or ():
        case = UUID(part["case_id"])
        yield {
            "id": discussion_id(id, case),
            "session_id": id,
            "case_id": case,
            "day": counts_on,
            "recorded_on": civil(uow, None, part["recorded_at"]),
            "plan_progress": part["plan_progress"],
            "analysis_words": word_count(part["analysis"]),
            "analysis_shingles": shingles(part["analysis"]),
            "decided": is_said(part["decision"]),
            "reasoned": is_said(part["rationale"]),
            "contingency": is_said(part["contingency"]),
        }


def _reviews(id: UUID, document: Document) -> Iterable[dict[str, Any]]:
    for part in document["action_reviews"] or ():
        yield {
            "session_id": id,
            "action_id": UUID(part["action_id"]),
            "outcome": part["outcome"],
            "completed_on": day(part["completed_on"]),
            "new_due_on": day(part["new_due_on"]),
        }


def _touch(uow: UnitOfWork, document: Document) -> None:
    since = day_of_session(uow, document)
    for worker in document["supervisee_ids"]:
        uow.pending.touch(SubjectType.WORKER, UUID(worker), since)
    for part in document["discussions"] or ():
        uow.pending.touch(SubjectType.CASE, UUID(part["case_id"]), since)
    for part in document["action_reviews"] or ():
        completed_on = day(part["completed_on"]) or since
        uow.pending.touch_reviewed(UUID(part["action_id"]), min(completed_on, since))
