"""Works out anew what a write touched, in the write's own transaction: facts, rules, stretches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Touch
from app.db.prepared import Prepared
from app.db.tables import Action, Allocation, CaseFile, Record
from app.db.tables.action import OPEN
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned
from app.resources.expectations import action_facts, rows, session_facts, worker_facts
from app.resources.expectations.flags import notice
from app.resources.expectations.rulebook import rulebook
from app.resources.expectations.window import PER_ACTION, window
from app.resources.expectations.worker_facts import Version
from app.rules import facts
from app.rules.catalogue import evaluate as judge
from app.rules.expectation import Expectation
from app.rules.standing import standing
from app.vocabulary import ActionStatus, SubjectType

BEGINNING = date.min
RECORD = columns_of(Record)
ACTION = columns_of(Action)
CASE = columns_of(CaseFile)
ALLOCATION = columns_of(Allocation)
TURNS = Prepared(
    owned(Record, RECORD.id, RECORD.version, RECORD.facts_version)
    .where(RECORD.id.in_(bindparam("ids", expanding=True)))
    .order_by(RECORD.id)
    .with_for_update(key_share=True)
)
REVIEWED = Prepared(
    owned(Action, ACTION.id, ACTION.supervisee_id, ACTION.case_id).where(
        ACTION.id.in_(bindparam("ids", expanding=True))
    )
)
OF_WORKER = Prepared(
    owned(Action).where(
        ACTION.supervisee_id == bindparam("worker_id"), ACTION.settled_on >= bindparam("since")
    )
)
OF_CASE = Prepared(owned(Action).where(ACTION.case_id == bindparam("case_id")))
STANDING_CASE = Prepared(owned(CaseFile, CASE.id).where(CASE.id == bindparam("id")))
HOLDERS = Prepared(
    owned(Allocation, ALLOCATION.worker_id).where(
        ALLOCATION.case_id.in_(bindparam("ids", expanding=True))
    )
)
STAND = Prepared(
    alteration(Action, "id").values(
        settled_on=bindparam("new_settled_on"),
        current_due_on=bindparam("new_due_on"),
        status=bindparam("new_status"),
        carried_forward=bindparam("new_carried_forward"),
    )
)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Stretches as stored and as they should be, and the rows of actions that have to change."""

    stored: list[Found]
    fresh: list[Expectation]
    actions: list[dict[str, Any]]


@dataclass(slots=True)
class Loaded:
    """Facts that the streams of one evaluation share, each read once: all has been written."""

    workers: dict[UUID, facts.Worker] = field(default_factory=dict)
    sessions: dict[UUID, facts.Session] = field(default_factory=dict)


def evaluate(uow: UnitOfWork) -> None:
    """Work out every stream that was touched; what changes is stored when the write is numbered."""
    _touch_the_reviewed(uow)
    streams = uow.pending.streams
    if not streams:
        return
    # Two writers of one stream take turns, in the order of ids, so that they cannot deadlock.
    turns = uow.rows(TURNS, ids=sorted({id for _, id in streams} | _holders(uow)))
    versions = {row.id: (row.version, row.facts_version) for row in turns}
    loaded = Loaded()
    for (subject, id), touch in sorted(streams.items(), key=lambda item: item[0][1]):
        if subject is SubjectType.WORKER:
            _store(uow, of_worker(uow, id, touch, loaded, versions.get(id)))
        else:
            _store(uow, of_case(uow, id, loaded))


def _holders(uow: UnitOfWork) -> set[UUID]:
    """Whose posts decide who carries the cases' rows: whoever changes those waits for us, too."""
    cases = [id for subject, id in uow.pending.streams if subject is SubjectType.CASE]
    if not (cases and uow.is_postgresql):
        return set()
    return {row.worker_id for row in uow.rows(HOLDERS, ids=cases)}


def _touch_the_reviewed(uow: UnitOfWork) -> None:
    """An action whose reviews changed concerns its own stream, whichever session spoke of it."""
    reviewed, known = uow.pending.reviewed, uow.pending.actions
    found = [known[id] for id in reviewed if id in known]
    missing = reviewed.keys() - known.keys()
    if missing:
        found += uow.rows(REVIEWED, ids=list(missing))
    for row in found:
        subject = SubjectType.CASE if row.case_id else SubjectType.WORKER
        id = row.case_id or row.supervisee_id
        if id is not None:
            uow.pending.touch(subject, id, reviewed[row.id], frozenset({row.id}))


def of_worker(
    uow: UnitOfWork, id: UUID, touch: Touch, loaded: Loaded, version: Version | None = None
) -> WorkedOut:
    """A worker's stretches as stored and as they should be, from the window on."""
    since = window(uow, id, touch.since)
    start = since or BEGINNING
    worker = worker_facts.worker(uow, id, version)
    found = _rows_of_actions(uow, id, start, touch.actions)
    actions = action_facts.with_reviews(uow, found)
    fresh: list[Expectation] = []
    if worker is not None:
        loaded.workers[id] = worker
        stream = facts.WorkerStream(
            worker,
            session_facts.of_worker(uow, id, start),
            actions,
            session_facts.earlier(uow, id, start, _asked(worker, actions, start)) if since else (),
        )
        fresh = judge(stream, rulebook(uow), since)
    stored = list(rows.live(uow, id, start))
    if since:
        known = touch.actions - {action.id for action in actions}
        known |= {action.id for action in actions if action.agreed_on < start}
        stored += rows.live_of_records(uow, id, PER_ACTION, list(known), start)
    return WorkedOut(stored, fresh, _moved(found, actions))


def _asked(worker: facts.Worker, actions: tuple[facts.Action, ...], start: date) -> set[date]:
    """The days up to the window on which it may be asked who supervised."""
    days = {day for action in actions for day in action_facts.days_of(action)}
    days |= {post.ended_on for post in worker.posts if post.ended_on}
    return {day for day in days if day < start} | {start}


def of_case(uow: UnitOfWork, id: UUID, loaded: Loaded) -> WorkedOut:
    """A case's stretches as stored and as they should be; a case is short, so all of it."""
    allocations = worker_facts.allocations(uow, id)
    sessions = session_facts.of_case(uow, id, loaded.sessions)
    found = uow.rows(OF_CASE, case_id=id)
    actions = action_facts.with_reviews(uow, found)
    involved = {allocation.worker_id for allocation in allocations}
    involved.update(worker for session in sessions for worker in session.supervisees[:1])
    workers = _workers(uow, involved, loaded)
    stream = facts.CaseStream(id, allocations, sessions, actions, workers=workers)
    # Of a case that was entered in error nothing is expected.
    fresh = judge(stream, rulebook(uow), None) if uow.one(STANDING_CASE, id=id) else []
    return WorkedOut(list(rows.live(uow, id, BEGINNING)), fresh, _moved(found, actions))


def _workers(uow: UnitOfWork, ids: set[UUID], loaded: Loaded) -> dict[UUID, facts.Worker]:
    missing = ids - loaded.workers.keys()
    if missing:
        loaded.workers |= worker_facts.workers(uow, sorted(missing))
    return {id: loaded.workers[id] for id in ids if id in loaded.workers}


def _rows_of_actions(
    uow: UnitOfWork, worker_id: UUID, since: date, touched: set[UUID]
) -> list[Found]:
    """The stream's actions that were not settled before the window, and those that were touched."""
    found = {row.id: row for row in uow.rows(OF_WORKER, worker_id=worker_id, since=since)}
    missing = touched - found.keys()
    if missing:
        more = uow.rows(action_facts.BY_IDS, ids=list(missing))
        found |= {row.id: row for row in more if row.supervisee_id == worker_id}
    return list(found.values())


def _moved(found: Sequence[Found], actions: tuple[facts.Action, ...]) -> list[dict[str, Any]]:
    """What has to change in the rows of actions that follows from their reviews."""
    changes = []
    for row, action in zip(found, actions, strict=True):
        now = standing(action)
        status = (now.closed_as or ActionStatus.OPEN).value
        fresh = (now.settled_on or OPEN, now.current_due_on, status, now.carried_forward)
        if fresh != (row.settled_on, row.current_due_on, row.status, row.carried_forward):
            names = ("new_settled_on", "new_due_on", "new_status", "new_carried_forward")
            changes.append({"by_id": row.id, **dict(zip(names, fresh, strict=True))})
    return changes


def _store(uow: UnitOfWork, out: WorkedOut) -> None:
    uow.run_many(STAND, out.actions)
    found = rows.difference(out.stored, out.fresh)
    uow.pending.closed += [{"by_id": old.id, "by_from_on": old.from_on} for old in found.close]
    uow.pending.opened += [rows.values(new, content) for new, content in found.open]
    notice(uow, out.stored, out.fresh)
