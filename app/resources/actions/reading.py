"""What is answered with an action and follows from its reviews: status, due days, carries."""

from typing import Any

from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations import action_facts, action_history
from app.rules import facts
from app.rules.standing import standing
from app.vocabulary import ActionStatus


def parts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[Any, Document]:
    """By action: how it stands, with the history of its due days."""
    whole = {record.id: _withdrawn(record.document) for record in found}
    for action in _facts(uow, found, seq):
        now = standing(action)
        whole[action.id] = {
            "agreed_on": action.agreed_on,
            "status": (now.closed_as or ActionStatus.OPEN).value,
            "completed_on": now.closed_on if now.closed_as is ActionStatus.COMPLETED else None,
            "current_due_on": now.current_due_on,
            "carried_forward": now.carried_forward,
            "due_history": [
                {"from_on": from_on, "due_on": due_on} for from_on, due_on in now.due_history
            ],
        }
    return whole


def _facts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> tuple[facts.Action, ...]:
    if seq is None:
        return action_facts.by_ids(uow, [record.id for record in found])
    return action_history.known(uow, found, seq)


def _withdrawn(document: Document) -> Document:
    """An action that was entered in error has no reviews that count."""
    return {
        "agreed_on": None,
        "current_due_on": document["due_on"],
        "carried_forward": 0,
        "due_history": [],
    }
