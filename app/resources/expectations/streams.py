"""One stream's stretches as they are stored and as its facts come to, from a window on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Touch
from app.db.prepared import Prepared
from app.db.tables import Action
from app.db.tables.action import OPEN
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations import (
    action_facts,
    case_facts,
    rows,
    session_facts,
    window,
    worker_facts,
)
from app.resources.expectations.rulebook import rulebook
from app.resources.expectations.window import PER_ACTION
from app.resources.expectations.worker_facts import Version
from app.rules import facts
from app.rules.calendar import DAY
from app.rules.catalogue import evaluate
from app.rules.episodes import case_runs
from app.rules.expectation import Expectation
from app.rules.standing import standing
from app.vocabulary import ActionStatus, SubjectType

BEGINNING = date.min
REVIEWED = "previous-actions-reviewed"
ACTION = columns_of(Action)
OF_WORKER = Prepared(
    owned(Action).where(
        ACTION.supervisee_id == bindparam("subject_id"), ACTION.settled_on >= bindparam("since")
    )
)
OF_CASE = Prepared(
    owned(Action).where(
        ACTION.case_id == bindparam("subject_id"), ACTION.settled_on >= bindparam("since")
    )
)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Stretches as stored and as they should be, and the rows of actions that have to change."""

    stored: list[Found]
    fresh: list[Expectation]
    actions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Loaded:
    """Facts that the streams of one evaluation share, each read once: all has been written.

    `versions` are those of the workers whose facts may be remembered from earlier.
    """

    versions: Mapping[UUID, Version] = field(default_factory=dict)
    workers: dict[UUID, facts.Worker] = field(default_factory=dict)
    sessions: dict[UUID, facts.Session] = field(default_factory=dict)
    cases: dict[UUID, case_facts.Case] = field(default_factory=dict)

    def worker(self, uow: UnitOfWork, id: UUID) -> facts.Worker | None:
        """A worker; None for one that was entered in error."""
        if id not in self.workers:
            found = worker_facts.worker(uow, id, self.versions.get(id))
            if found is None:
                return None
            self.workers[id] = found
        return self.workers[id]


def worked_out(
    uow: UnitOfWork, subject: SubjectType, id: UUID, touch: Touch, loaded: Loaded
) -> WorkedOut:
    """What one stream comes to after something of it was touched."""
    if subject is SubjectType.WORKER:
        return _of_worker(uow, id, touch, loaded)
    if subject is SubjectType.CASE:
        return _of_case(uow, id, touch, loaded)
    return _of_agreement(uow, id)


def _of_worker(uow: UnitOfWork, id: UUID, touch: Touch, loaded: Loaded) -> WorkedOut:
    worker = loaded.worker(uow, id)
    since = window.of_worker(uow, id, None if _begins_unknown(worker) else touch.since)
    start = since or BEGINNING
    reach, _ = _reach_of_actions(uow, SubjectType.WORKER, id, since)
    found = _rows_of_actions(uow, SubjectType.WORKER, id, reach, touch.actions)
    actions = action_facts.with_reviews(uow, found)
    lasting = window.stands_open(uow, id, since) if since else ()
    fresh: list[Expectation] = []
    if worker is not None:
        sessions = session_facts.of_worker(uow, id, start)
        opened = window.opened(lasting, start)
        stream = facts.WorkerStream(worker, sessions, actions, explored=opened)
        asked = _asked_of_worker(worker, actions, lasting, start) if since else set[date]()
        fresh = _evaluated(uow, stream, since, asked)
        # What stands open for years may be due on another day before the window than it was.
        missing = {day for row in fresh if (day := row.due_on or row.opened_on) < start} - asked
        if missing:
            fresh = _evaluated(uow, stream, since, asked | missing)
    stored = [*rows.live(uow, id, start), *lasting]
    if since:
        stored += _of_earlier_actions(uow, id, touch, actions, start)
    return WorkedOut(stored, fresh, _moved(found, actions))


def _begins_unknown(worker: facts.Worker | None) -> bool:
    """Whether a duty begins with the first thing known of it, which may lie before any window."""
    return worker is not None and any(
        post.supervised and post.started_on is None for post in worker.posts
    )


def _evaluated(
    uow: UnitOfWork, stream: facts.WorkerStream, since: date | None, asked: set[date]
) -> list[Expectation]:
    """What the stream comes to, knowing who supervised on some days before the window."""
    if since:
        earlier = session_facts.earlier_of_worker(uow, stream.worker.id, since, asked)
        stream = replace(stream, earlier=earlier)
    return evaluate(stream, rulebook(uow), since)


def _asked_of_worker(
    worker: facts.Worker,
    actions: tuple[facts.Action, ...],
    lasting: Sequence[Found],
    start: date,
) -> set[date]:
    """The days up to the window on which it may be asked who supervised."""
    days = {day for action in actions for day in action_facts.days_of(action)}
    days |= {row.due_on or row.opened_on for row in lasting}
    for post in worker.posts:
        if post.ended_on:
            days |= {post.ended_on, post.ended_on - DAY}
    return {day for day in days if day < start} | {start}


def _of_case(uow: UnitOfWork, id: UUID, touch: Touch, loaded: Loaded) -> WorkedOut:
    since = window.of_case(uow, id, touch.since)
    start = since or BEGINNING
    if id not in loaded.cases:
        loaded.cases |= case_facts.among(uow, [id])
    case = loaded.cases.get(id)
    reach, owing = _reach_of_actions(uow, SubjectType.CASE, id, since)
    found = _rows_of_actions(uow, SubjectType.CASE, id, reach, touch.actions)
    actions = action_facts.with_reviews(uow, found)
    fresh: list[Expectation] = []
    if case:  # of one that was entered in error nothing is expected
        sessions = session_facts.of_case(uow, id, start, loaded.sessions)
        earlier: tuple[facts.Supervised, ...] = ()
        if since:
            runs = case_runs(case.plans, case.closed_on, rulebook(uow))
            days = {run.until - DAY for run in runs if run.until != date.max}
            days |= {day for action in actions for day in action_facts.days_of(action)}
            asked = {day for day in days if day < start} | {start}
            earlier = session_facts.earlier_of_case(uow, id, start, asked)
            earlier = tuple(dict.fromkeys((*earlier, *owing)))
        involved = {allocation.worker_id for allocation in case.allocations}
        involved.update(worker for session in sessions for worker in session.supervisees[:1])
        involved.update(one.supervisee_id for one in earlier if one.supervisee_id)
        stream = facts.CaseStream(
            id,
            case.closed_on,
            case.plans,
            case.allocations,
            sessions,
            case_facts.notes(uow, id, start),
            actions,
            earlier,
            {id: one for id in involved if (one := loaded.worker(uow, id))},
        )
        fresh = evaluate(stream, rulebook(uow), since)
    stored = list(rows.live(uow, id, start))
    if since:
        stored += _of_earlier_actions(uow, id, touch, actions, start)
    return WorkedOut(stored, fresh, _moved(found, actions))


def _of_agreement(uow: UnitOfWork, id: UUID) -> WorkedOut:
    """An agreement is short: all of it."""
    stream = worker_facts.agreement(uow, id)
    fresh = evaluate(stream, rulebook(uow)) if stream else []
    return WorkedOut(list(rows.live(uow, id, BEGINNING)), fresh)


def _reach_of_actions(
    uow: UnitOfWork, subject: SubjectType, id: UUID, since: date | None
) -> tuple[date, tuple[facts.Supervised, ...]]:
    """From which day on actions may matter, and the session of that day before the window.

    Where a policy asks about closed ones, the first session after their closing does.
    """
    if since is None:
        return BEGINNING, ()
    if not any(each.rules[REVIEWED].review_closed for each in rulebook(uow).policies):
        return since, ()
    owing = session_facts.last_owing(uow, subject, id, since)
    return (owing[0].held_on if owing else BEGINNING), owing


def _rows_of_actions(
    uow: UnitOfWork, subject: SubjectType, id: UUID, since: date, touched: set[UUID]
) -> list[Found]:
    """The stream's actions that were not settled before the window, and those that were touched."""
    query = OF_WORKER if subject is SubjectType.WORKER else OF_CASE
    found = {row.id: row for row in uow.rows(query, subject_id=id, since=since)}
    missing = touched - found.keys()
    if missing:
        more = uow.rows(action_facts.BY_IDS, ids=list(missing))
        found |= {row.id: row for row in more if id in (row.supervisee_id, row.case_id)}
    return list(found.values())


def _of_earlier_actions(
    uow: UnitOfWork, id: UUID, touch: Touch, actions: tuple[facts.Action, ...], start: date
) -> list[Found]:
    """What is stored about actions from before the window that were touched or are still alive."""
    known = touch.actions - {action.id for action in actions}
    known |= {action.id for action in actions if action.agreed_on < start}
    return list(rows.live_of_records(uow, id, PER_ACTION, list(known), start))


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
