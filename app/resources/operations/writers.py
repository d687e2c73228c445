"""Who writes a kind of record: the shared service, unless something is stored beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from app.db.pending import Stored
from app.db.unit_of_work import UnitOfWork
from app.resources.records import service
from app.resources.records.kinds import Kind
from app.vocabulary import Outcome
from app.web.conditional import Expected


@dataclass(frozen=True, slots=True)
class Writer:
    """The four ways in which a record of one kind comes to say something else."""

    kind: Kind
    record: Callable[[UnitOfWork, Any], Stored]
    change: Callable[[UnitOfWork, UUID, Any, Expected], Stored]
    put: Callable[[UnitOfWork, str, str, Any], tuple[Stored, Outcome]]
    remove: Callable[[UnitOfWork, Stored], None]

    @classmethod
    def of(cls, kind: Kind) -> Self:
        """The shared service, for a kind that has nothing beside it."""
        return cls(
            kind,
            lambda uow, new: service.record(uow, kind, new),
            lambda uow, id, patch, expected: service.change(uow, kind, id, patch, expected),
            lambda uow, source, reference, sent: service.put(uow, kind, source, reference, sent),
            lambda uow, held: service.remove(uow, kind, held),
        )
