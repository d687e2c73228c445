"""The last session about a subject, as at a day and as known then.

The tables of sessions hold the present alone. So sessions are looked for where they are found now,
and where what was worked out then names them; what each said then decides.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.db import history
from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.tables import Discussion, ExpectationRow, SessionPerson
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations.asking import Asked
from app.resources.records.days import held_on
from app.resources.records.pointers import names
from app.resources.supervision.schemas import LastHeld
from app.resources.supervision.subject import Subject, seq_of
from app.vocabulary import RecordType, SessionKind

E, PERSON, DISCUSSION = (
    columns_of(ExpectationRow),
    columns_of(SessionPerson),
    columns_of(Discussion),
)
PERSONAL = (SessionKind.PERSONAL, SessionKind.JOINT)
OF_SESSIONS = ("session", "discussion")
AT_ONCE = 20

Place = tuple[date, UUID]


def last_held(uow: UnitOfWork, subject: Subject, moment: Asked) -> LastHeld | None:
    """The session held last by the day; of several held on it, the one that began last."""
    best: tuple[date, str, UUID] | None = None
    found: Stored | None = None
    places = _places(uow, subject, moment)
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        if best and some[0][0] < best[0]:
            break
        for session, day in _held(uow, subject, moment, [id for _, id in some]):
            key = (day, session.document["started_at"] or "", session.id)
            if best is None or key > best:
                best, found = key, session
    return _answer(uow, found, best[0]) if found and best else None


def _places(uow: UnitOfWork, subject: Subject, moment: Asked) -> list[Place]:
    """Sessions that may be it, with the day on which to look for them; the latest first."""
    found = {
        row.id: row.day
        for query in (_now(subject, moment), *_then(subject, moment))
        for row in uow.rows(query)
    }
    return sorted(((day, id) for id, day in found.items()), reverse=True)


def _now(subject: Subject, moment: Asked) -> Select[Any]:
    """Where they are found today; one whose day has moved since is found by what was known."""
    if subject.is_case:
        where = owned(Discussion, DISCUSSION.session_id.label("id"), DISCUSSION.day)
        return where.where(DISCUSSION.case_id == subject.id, *_by(DISCUSSION.day, moment))
    where = owned(SessionPerson, PERSON.session_id.label("id"), PERSON.day)
    return where.where(
        PERSON.worker_id == subject.id,
        PERSON.part == "supervisee",
        *_by(PERSON.day, moment),
    )


def _by(column: Any, moment: Asked) -> Sequence[Any]:  # noqa: ANN401  # any column of a day
    """Now, the day is right; then, it may have been another."""
    return (column <= moment.as_at,) if moment.seq is None else ()


def _then(subject: Subject, moment: Asked) -> Iterator[Select[Any]]:
    """Which sessions the expectations name that were known then."""
    if moment.seq is None:
        return
    mine = (moment.is_known, E.subject_id == subject.id)
    yield owned(ExpectationRow, E.record_id.label("id"), E.opened_on.label("day")).where(
        *mine, E.record_type.in_(OF_SESSIONS), E.opened_on <= moment.as_at
    )
    yield owned(ExpectationRow, E.met_by.label("id"), E.met_on.label("day")).where(
        *mine, E.rule == subject.clock, E.met_on <= moment.as_at, E.met_by.is_not(None)
    )


def _held(
    uow: UnitOfWork, subject: Subject, moment: Asked, ids: Sequence[UUID]
) -> Iterator[tuple[Stored, date]]:
    """Those that say so in the version known then, with their day."""
    for session in history.among(uow, ids, seq_of(moment)).values():
        if session.type is not RecordType.SESSION or session.deleted_at:
            continue
        day = held_on(uow, session.document)
        if day and day <= moment.as_at and _is_about(subject, session.document):
            yield session, day


def _is_about(subject: Subject, document: Document) -> bool:
    kind = SessionKind(document["kind"])
    if not subject.is_case:
        return kind in PERSONAL and str(subject.id) in document["supervisee_ids"]
    discussed = {part["case_id"] for part in document["discussions"] or ()}
    return kind is not SessionKind.INFORMAL and str(subject.id) in discussed


def _answer(uow: UnitOfWork, session: Stored, day: date) -> LastHeld:
    supervisors = session.document["supervisor_ids"]
    supervisor_id = UUID(supervisors[0]) if supervisors else None
    known = names(uow, [supervisor_id] if supervisor_id else [])
    return LastHeld(
        session_id=session.id,
        session_ref=session.reference,
        kind=SessionKind(session.document["kind"]),
        held_on=day,
        supervisor_id=supervisor_id,
        supervisor_ref=known.get(str(supervisor_id)),
    )
