"""Stubs: records that rows wait for and nobody brings, made of nothing but their reference.

Teams come first, then workers, then cases, as these lean on each other: once nobody waits for a
team, no worker of the file is left whom anybody could wait for, and so on.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from app.db import import_stubs, imports
from app.db.base import columns_of
from app.db.import_stubs import Awaited
from app.db.naming import Name, in_parts
from app.db.prepared import Prepared
from app.db.tables import Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.cases.schemas import CasePut
from app.resources.imports.types import TYPES
from app.resources.records import service
from app.resources.records.schemas import IncomingRecord
from app.resources.teams.schemas import TeamPut
from app.resources.workers.schemas import WorkerPut
from app.vocabulary import RecordType

RECORD = columns_of(Record)
KNOWN = Prepared(
    owned(Record, RECORD.type, RECORD.source, RECORD.reference, RECORD.deleted_at).where(
        RECORD.type.in_(bindparam("types", expanding=True)),
        RECORD.source.in_(bindparam("sources", expanding=True)),
        RECORD.reference.in_(bindparam("references", expanding=True)),
    )
)
LEAST: Mapping[RecordType, Callable[[str], IncomingRecord]] = {
    RecordType.TEAM: lambda reference: TeamPut(name=reference),
    RecordType.WORKER: lambda _: WorkerPut(),
    RecordType.CASE: lambda _: CasePut(),
}
"""What a stub says, by its reference; of other types, only their sender knows what to say."""
STAGES = list(LEAST)
AT_ONCE = 500
"""Stubs of one transaction: the fewer there are, the more often rows of one worker are parted."""


class Stub(NamedTuple):
    """A record that was made because a row points at it; without an id it was only tried."""

    name: Name
    id: UUID | None

    @property
    def told(self) -> dict[str, Any]:
        """As it is kept beside its row."""
        type, source, reference = self.name
        id = str(self.id) if self.id else None
        return {"type": type.value, "source": source, "reference": reference, "id": id}


Stubs = dict[int, list[Stub]]
"""Stubs by the number of the row for which they were made."""


class Made(NamedTuple):
    """What came of names: the stubs, all that can be pointed at now, and what never can."""

    stubs: list[Stub]
    there: list[Name]
    gone: list[Name]


def make(uow: UnitOfWork, names: Collection[Name]) -> Made:
    """A stub for each name that is not known; what was entered in error is known, and stays so."""
    stands = _known(uow, names)
    # In one order, so that two who make the same ones cannot wait for each other.
    tried = [_made(uow, name) for name in sorted(set(names) - stands.keys())]
    gone = [name for name in names if not stands.get(name, True)]
    return Made([stub for stub in tried if stub], [*(set(names) - set(gone))], gone)


def to_wait_for(missing: Iterable[Name]) -> Name:
    """Whom a row waits for that misses several.

    What can be no stub comes first, so that none is made for a row that is refused without it.
    """
    return min(missing, key=lambda name: (name[0] in LEAST and STAGES.index(name[0]) + 1, name))


def next_of(uow: UnitOfWork, found: Found) -> tuple[Stubs, int]:
    """Make what rows of an import have been let wait for; also how many names that was."""
    awaited = _next(uow, found)
    made = make(uow, [each.name for each in awaited])
    imports.set_free(uow, found.id, made.there)
    import_stubs.give_up(uow, found.id, map(imports.waited_for, made.gone))
    return _by_row(made.stubs, awaited), len(awaited)


def _next(uow: UnitOfWork, found: Found) -> list[Awaited]:
    return (
        import_stubs.awaited(uow, found, RecordType.TEAM, AT_ONCE)
        or import_stubs.first_awaited(uow, found, RecordType.TEAM)
        or import_stubs.awaited_of_any(uow, found, RecordType.WORKER, AT_ONCE)
        or import_stubs.awaited_of_any(uow, found, RecordType.CASE, AT_ONCE)
    )


def next_among(
    uow: UnitOfWork, waiting: Mapping[int, Name], brought: Collection[Name]
) -> Stubs | None:
    """The same of rows that wait in memory, by number; None where nothing can be done for them."""
    left = [Awaited(name, number) for number, name in sorted(waiting.items())]
    while awaited := _next_among(left, brought):
        made = make(uow, [each.name for each in awaited])
        if made.there:
            return _by_row(made.stubs, awaited)
        left = [each for each in left if each.name not in made.gone]
    return None


def _next_among(left: Sequence[Awaited], brought: Collection[Name]) -> list[Awaited]:
    for type in STAGES:
        of_type = [each for each in left if each.name[0] is type]
        if of_type:
            return [each for each in of_type if each.name not in brought] or of_type[:1]
    return []


def joined(earlier: Stubs, later: Stubs) -> Stubs:
    """Both, by row."""
    numbers = earlier.keys() | later.keys()
    return {number: [*earlier.get(number, ()), *later.get(number, ())] for number in numbers}


def not_made(stubs: Stubs) -> Stubs:
    """The same as they are told where they were only tried."""
    return {number: [stub._replace(id=None) for stub in made] for number, made in stubs.items()}


def _by_row(stubs: Sequence[Stub], awaited: Sequence[Awaited]) -> Stubs:
    first = {each.name: each.number for each in reversed(awaited)}
    found: Stubs = defaultdict(list)
    for stub in stubs:
        found[first[stub.name]].append(stub)
    return found


def _known(uow: UnitOfWork, names: Collection[Name]) -> dict[Name, bool]:
    """Which of the names there are, and whether they stand."""
    found: dict[Name, bool] = {}
    for asked in in_parts(names):
        types, sources, references = (list(set(column)) for column in zip(*asked, strict=True))
        for row in uow.rows(KNOWN, types=types, sources=sources, references=references):
            found[RecordType(row.type), row.source, row.reference] = row.deleted_at is None
    return found


def _made(uow: UnitOfWork, name: Name) -> Stub | None:
    """None where another has made it meanwhile: what that says is more, and stays."""
    type, source, reference = name
    sent = LEAST[type](reference)
    document = sent.model_dump(mode="json", exclude_unset=True)
    kind = TYPES[type].writer.kind
    new = service.add_unless_taken(uow, kind, document, (source, reference), sent)
    return Stub(name, new.id) if new else None
