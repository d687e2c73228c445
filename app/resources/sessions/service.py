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
from app.resources.operations.writers import Writer
from app.resources.records import service as shared
from app.resources.records.answers import Answer
from app.resources.records.days import day_of_session
from app.resources.records.filters import among, between, equal, narrowed
from app.resources.records.listing import page
from app.resources.records.pointers import resolve
from app.resources.records.schemas import IncomingRecord
from app.resources.records.team_tree import team_and_below
from app.resources.sessions import parts, previous
from app.resources.sessions.kind import SESSIONS
from app.resources.sessions.schemas import (
    SessionChange,
    SessionCreate,
    SessionFilters,
    SessionPut,
)
from app.vocabulary import Outcome
from app.web.conditional import Expected

SESSION = columns_of(SupervisionSession)
PERSON = columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
POST = columns_of(Post)


def record(uow: UnitOfWork, new: SessionCreate) -> Stored:
    """Store a session that is sent for the first time, with its actions and feedback."""
    document = resolve(uow, new)
    source, reference = shared.taken_out(document)
    sent = parts.taken_out(document)
    key = (source or uow.client.source, reference)
    session = shared.add(uow, SESSIONS, document, key, new)
    parts.store(uow, session, sent, is_new=True)
    return session


def change(uow: UnitOfWork, id: UUID, patch: SessionChange, expected: Expected) -> Stored:
    """Merge a patch into a session, if it is still at the version that the caller expects."""
    held = records.find(uow, SESSIONS.type, id)
    expected.check(held.version)
    document = resolve(uow, patch)
    shared.taken_out(document)
    _apply(uow, held, document, patch)
    return held


def put(uow: UnitOfWork, source: str, reference: str, sent: SessionPut) -> tuple[Stored, Outcome]:
    """Create or update a session by its sender's key; safe however many send it at once."""
    held = records.find_by_reference(uow, SESSIONS.type, source, reference)
    if held is not None and shared.is_stale(held, sent):
        return held, Outcome.STALE_IGNORED
    document = resolve(uow, sent)
    shared.taken_out(document)
    if held is not None:
        return held, _apply(uow, held, document, sent)
    beside = parts.taken_out(document)
    new = shared.add_unless_taken(uow, SESSIONS, document, (source, reference), sent)
    if new is None:
        return put(uow, source, reference, sent)
    parts.store(uow, new, beside, is_new=True)
    return new, Outcome.CREATED


def _apply(uow: UnitOfWork, held: Stored, document: Document, sent: IncomingRecord) -> Outcome:
    beside = parts.taken_out(document)
    before = held.document
    deleted_at = held.deleted_at
    outcome = shared.apply(uow, SESSIONS, held, document, sent)
    if outcome is Outcome.RESTORED:
        parts.restore(uow, held, deleted_at)
    elif outcome is Outcome.UPDATED:
        _keep_parts_in_step(uow, held, before)
    changed = parts.store(uow, held, beside)
    return Outcome.UPDATED if changed and outcome is Outcome.UNCHANGED else outcome


def _keep_parts_in_step(uow: UnitOfWork, held: Stored, before: Document) -> None:
    moved = day_of_session(uow, before) != day_of_session(uow, held.document)
    if moved or any(
        before[name] != held.document[name]
        for name in ("started_at", "supervisee_ids", "supervisor_ids", "status")
    ):
        parts.follow(uow, held)


def remove(uow: UnitOfWork, held: Stored) -> None:
    """Mark a session as entered in error, and withdraw its actions and feedback with it."""
    parts.withdraw(uow, held)
    shared.remove(uow, SESSIONS, held)


WRITER = Writer(SESSIONS, record, change, put, remove)


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
