"""The earlier actions that are due a review in a session."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.tables import Action
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations import action_facts, session_facts
from app.resources.records.answers import Answer, shows
from app.resources.records.pointers import names
from app.resources.sessions.schemas import PreviousAction, PreviousActions
from app.rules import facts
from app.rules.standing import due_review, due_review_on, standing
from app.vocabulary import RecordType, Scope, SessionKind, SessionStatus

ACTION = columns_of(Action)
OF_PEOPLE = Prepared(
    owned(Action).where(
        ACTION.supervisee_id.in_(bindparam("ids", expanding=True)),
        ACTION.settled_on >= bindparam("since"),
    )
)
OF_CASES = Prepared(
    owned(Action).where(
        ACTION.case_id.in_(bindparam("ids", expanding=True)),
        ACTION.settled_on >= bindparam("since"),
    )
)
OWING = (SessionKind.PERSONAL, SessionKind.JOINT)


def of_session(uow: UnitOfWork, held: Stored) -> Answer:
    """What a session is due to review; for one that is planned, what it will be."""
    session = session_facts.one(uow, held.id)
    day = facts.day_of(session) or uow.today
    people = session.supervisees if session.kind in OWING else ()
    cases = [discussion.case_id for discussion in session.discussions]
    if session.kind is SessionKind.GROUP:
        cases = []
    actions = _open(uow, list(people), cases, day)
    if session.status is SessionStatus.HELD:
        due = due_review(session, actions)
    else:
        due = due_review_on(day, actions)
    return _answer(uow, due, session.reviewed)


def of_worker(uow: UnitOfWork, worker_id: UUID, day: date) -> Answer:
    """What the next personal session of a worker would be due to review on a day."""
    records.find(uow, RecordType.WORKER, worker_id)
    return _answer(uow, due_review_on(day, _open(uow, [worker_id], [], day)), frozenset())


def _open(
    uow: UnitOfWork, people: list[UUID], cases: list[UUID], day: date
) -> tuple[facts.Action, ...]:
    rows = list(uow.rows(OF_PEOPLE, ids=people, since=day)) if people else []
    rows += uow.rows(OF_CASES, ids=cases, since=day) if cases else []
    return action_facts.with_reviews(uow, rows)


def _answer(uow: UnitOfWork, due: list[facts.Action], reviewed: frozenset[UUID]) -> Answer:
    found = records.among(uow, [action.id for action in due])
    pointed = {
        UUID(id)
        for record in found.values()
        for id in (record.document["owner_id"], record.document["case_id"])
        if id
    }
    known = names(uow, pointed)
    items = [_item(uow, action, found[action.id], known, reviewed) for action in due]
    return Answer(PreviousActions(items=items).model_dump_json().encode())


def _item(
    uow: UnitOfWork,
    action: facts.Action,
    record: Stored,
    known: dict[str, str | None],
    reviewed: frozenset[UUID],
) -> PreviousAction:
    now, document = standing(action), record.document
    visible = shows(uow, record, Scope.NARRATIVE_READ, document["description"])
    return PreviousAction(
        id=action.id,
        reference=record.reference,
        description=document["description"] if visible else None,
        owner_id=document["owner_id"],
        owner_ref=known.get(document["owner_id"] or ""),
        case_id=document["case_id"],
        case_ref=known.get(document["case_id"] or ""),
        agreed_on=action.agreed_on,
        current_due_on=now.current_due_on,
        carried_forward=now.carried_forward,
        reviewed=action.id in reviewed,
    )
