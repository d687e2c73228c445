"""Puts many records in one unit of work: one change number, and every stream worked out once.

`database.write_now(client, put_all, puts)`, or `await write(put_all, puts)` in a router, stores all
of them or none: the first that is refused raises, and its faults point at its place in the list.
They may come in any number; what later ones point at has to stand before them. Rules are run when
the last is in, so that a worker's year costs one evaluation instead of one for each record: put
what belongs to one worker, or to one team, in one batch. What all of them ask the database is asked
beforehand, and what they insert is sent together.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from app.db import naming
from app.db.naming import Name
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.records import pointers
from app.resources.records.places import at
from app.resources.records.schemas import IncomingRecord
from app.vocabulary import Outcome, RecordType


class Put(NamedTuple):
    """One record as its sender knows it, and who writes its kind."""

    writer: Writer
    source: str
    reference: str
    sent: IncomingRecord

    def names(self) -> set[Name]:
        """What its sender calls it, and the actions that are sent inside it."""
        inside = (action.reference for action in getattr(self.sent, "actions", None) or ())
        actions = {(RecordType.ACTION, self.source, reference) for reference in inside if reference}
        return {(self.writer.kind.type, self.source, self.reference), *actions}


class Landed(NamedTuple):
    """What became of one of them."""

    id: UUID
    outcome: Outcome


class Batch(NamedTuple):
    """What became of all, in their order, and how many flags that raised and cleared together."""

    landed: list[Landed]
    raised: int
    cleared: int


def put_all(uow: UnitOfWork, puts: Sequence[Put]) -> Callable[[], Batch]:
    """Create or update every record by its sender's key, or none of them."""
    with uow.gathering():
        foresee(uow, puts)
        landed = [_landed(uow, place, put) for place, put in enumerate(puts)]
    return lambda: Batch(landed, len(uow.pending.raised), len(uow.pending.cleared))


def foresee(uow: UnitOfWork, puts: Sequence[Put]) -> None:
    """Ask once for all that the puts would ask for one by one."""
    naming.foresee(uow, {name for put in puts for name in put.names()})
    pointers.foresee(uow, (put.sent for put in puts))
    for kind in {put.writer.kind.type: put.writer.kind for put in puts}.values():
        kind.foresee(uow)


def _landed(uow: UnitOfWork, place: int, put: Put) -> Landed:
    with at(f"/{place}"):
        stored, outcome = put.writer.put(uow, put.source, put.reference, put.sent)
    return Landed(stored.id, outcome)
