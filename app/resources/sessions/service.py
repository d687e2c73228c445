"""Sessions: each is recorded, changed, put and removed with all that belongs to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement

from app.db import records
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.tables import Discussion, Post, SessionPerson, SupervisionSession
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.feedback.schemas import FeedbackCreate
from app.resources.feedback.service import WRITER as FEEDBACK_WRITER
from app.resources.operations.composite import Composite
from app.resources.records import service as shared
from app.resources.records.answers import Answer
from app.resources.records.days import day_of_session
from app.resources.records.filters import among, between, equal, narrowed
from app.resources.records.listing import page
from app.resources.records.schemas import IncomingRecord
from app.resources.records.team_tree import team_and_below
from app.resources.sessions import parts, previous
from app.resources.sessions.kind import SESSIONS
from app.resources.sessions.schemas import SessionFilters
from app.resources.sessions.signing import fallen
from app.vocabulary import Outcome

SESSION = columns_of(SupervisionSession)
PERSON = columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
POST = columns_of(Post)


def _apply(uow: UnitOfWork, held: Stored, document: Document, sent: IncomingRecord) -> Outcome:
    beside = parts.taken_out(document)
    held.document = before = SESSIONS.whole(held.document)
    deleted_at = held.deleted_at
    outcome = shared.apply(uow, SESSIONS, held, document, sent)
    if outcome is Outcome.RESTORED:
        parts.restore(uow, held, deleted_at)
    elif outcome is Outcome.UPDATED:
        _keep_parts_in_step(uow, held, before)
    changed = parts.store(uow, held, beside)
    if changed.actions:
        signed = SESSIONS.whole(held.document)
        unsigned = fallen(before, signed, uow.today)
        if unsigned != signed:
            shared.rewrite(uow, SESSIONS, held, unsigned)
    return Outcome.UPDATED if any(changed) and outcome is Outcome.UNCHANGED else outcome


def _keep_parts_in_step(uow: UnitOfWork, held: Stored, before: Document) -> None:
    moved = day_of_session(uow, before) != day_of_session(uow, held.document)
    if moved or any(
        before[name] != held.document[name]
        for name in ("started_at", "supervisee_ids", "supervisor_ids", "status")
    ):
        parts.follow(uow, held)


def _remove(uow: UnitOfWork, held: Stored) -> None:
    """Mark a session as entered in error, and withdraw its actions and feedback with it."""
    parts.withdraw(uow, held)
    shared.remove(uow, SESSIONS, held)


WRITER = Composite(SESSIONS, parts.taken_out, parts.store, _apply, _remove).writer


def _record_feedback(uow: UnitOfWork, new: FeedbackCreate) -> Stored:
    if new.session_id:
        records.find(uow, SESSIONS.type, new.session_id)  # the path's: 404, not the body's: 422
    return FEEDBACK_WRITER.record(uow, new)


FEEDBACK_ON_SESSION = replace(FEEDBACK_WRITER, record=_record_feedback)


def find_all(uow: UnitOfWork, filters: SessionFilters) -> tuple[Answer, str | None]:
    """A page of sessions."""
    return page(uow, SESSIONS, filters, list(_conditions(filters)))


def _conditions(filters: SessionFilters) -> Iterator[ColumnElement[bool]]:
    for part in ("supervisee", "supervisor"):
        worker = getattr(filters, part)
        if worker:
            wanted = [PERSON.part == part, PERSON.worker_id == worker]
            yield among(SessionPerson, wanted, "session_id")
    if filters.team:
        posts = owned(Post, POST.worker_id).where(POST.team_id.in_(team_and_below(filters.team)))
        wanted = [PERSON.part == "supervisee", PERSON.worker_id.in_(posts)]
        yield among(SessionPerson, wanted, "session_id")
    if filters.case:
        yield among(Discussion, [DISCUSSION.case_id == filters.case], "session_id")
    own = [
        *equal((SESSION.kind, filters.kind), (SESSION.status, filters.status)),
        *between(SESSION.held_on, filters.held_from, filters.held_to),
    ]
    yield from narrowed(SupervisionSession, own)


def previous_actions(uow: UnitOfWork, id: UUID) -> Answer:
    """The earlier actions that are due a review in a session, and which it has reviewed."""
    held = records.find(uow, SESSIONS.type, id)
    return previous.of_session(uow, held)


def previous_actions_on(uow: UnitOfWork, worker_id: UUID, day: date | None) -> Answer:
    """The actions that a personal session of a worker would be due to review."""
    return previous.of_worker(uow, worker_id, day or uow.today)
