"""What is answered with an oversight note and stored beside it: its actions."""

from typing import Any

from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.resources.actions.beside import as_answered, beside


def parts(uow: UnitOfWork, found: list[Stored], seq: int | None) -> dict[Any, Document]:
    """By note: its actions, as they stand or stood after a change."""
    whole: dict[Any, Document] = {record.id: {"actions": []} for record in found}
    for action, stands in beside(uow, found, seq):
        whole[action.parent_id]["actions"].append(as_answered(action, stands))
    return whole
