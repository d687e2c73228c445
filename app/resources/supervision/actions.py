"""The actions of a subject's stream that were open at the end of a day, as known then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, or_

from app.db import history
from app.db.base import columns_of
from app.db.pending import Stored
from app.db.tables import Action, ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations import action_history
from app.resources.expectations.asking import Asked
from app.resources.records.pointers import names
from app.resources.supervision.schemas import MOST, OpenAction
from app.resources.supervision.subject import Subject, seq_of
from app.rules import facts
from app.rules.standing import ActionStanding, standing
from app.vocabulary import RecordType

ACTION, E = columns_of(Action), columns_of(ExpectationRow)
EACH_ACTION = ("action-completed", "action-owned-and-dated")


def open_actions(uow: UnitOfWork, subject: Subject, moment: Asked) -> list[OpenAction]:
    """The earliest due day first, those without one last."""
    ids = {row.id for query in _wanted(subject, moment) for row in uow.rows(query)}
    stored = {
        id: action
        for id, action in history.among(uow, ids, seq_of(moment)).items()
        if _is_of(subject, action)
    }
    found = []
    for action in action_history.known(uow, list(stored.values()), seq_of(moment)):
        stood = standing(_as_at(action, moment.as_at))
        if action.agreed_on <= moment.as_at and not _is_by(stood.closed_on, moment.as_at):
            found.append((action, stood))
    found.sort(key=lambda each: (each[1].current_due_on or date.max, each[0].id))
    known = names(uow, [action.owner_id for action, _ in found if action.owner_id])
    return [
        _answer(stored[action.id], action, stood, known, moment.as_at)
        for action, stood in found[:MOST]
    ]


def _wanted(subject: Subject, moment: Asked) -> Iterator[Select[Any]]:
    """What is not settled by the day now; and, as known then, what was not met or had no date."""
    mine = (ACTION.case_id if subject.is_case else ACTION.supervisee_id) == subject.id
    yield owned(Action, ACTION.id).where(mine, ACTION.settled_on >= moment.as_at)
    if moment.seq is not None:
        yield owned(ExpectationRow, E.record_id.label("id")).where(
            moment.is_known,
            E.subject_id == subject.id,
            E.rule.in_(EACH_ACTION),
            E.from_on <= moment.as_at,
            or_(E.met_on.is_(None), E.met_on > moment.as_at),
        )


def _is_of(subject: Subject, action: Stored) -> bool:
    if action.type is not RecordType.ACTION or action.deleted_at:
        return False
    pointer = "case_id" if subject.is_case else "supervisee_id"
    whose: str | None = action.document.get(pointer)
    return whose == str(subject.id)


def _as_at(action: facts.Action, day: date) -> facts.Action:
    """Without what lies after the day; that it was completed by then may be said later."""
    return replace(
        action,
        closed_on=action.closed_on if _is_by(action.closed_on, day) else None,
        reviews=tuple(
            review
            for review in action.reviews
            if _is_by(review.held_on, day) or _is_by(review.completed_on, day)
        ),
    )


def _is_by(happened_on: date | None, day: date) -> bool:
    return happened_on is not None and happened_on <= day


def _answer(
    stored: Stored,
    action: facts.Action,
    stood: ActionStanding,
    known: dict[str, str | None],
    day: date,
) -> OpenAction:
    due_on = stood.current_due_on
    return OpenAction(
        action_id=stored.id,
        action_ref=stored.reference,
        owner_id=action.owner_id,
        owner_ref=known.get(str(action.owner_id)),
        agreed_on=action.agreed_on,
        due_on=due_on,
        days_late=(day - due_on).days if due_on and due_on < day else None,
        carried_forward=stood.carried_forward,
    )
