"""Records by what their senders call them, many at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import bindparam, func

from app.db.base import columns_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.records import AMONG, stored
from app.db.tables import Record
from app.db.unit_of_work import UnitOfWork, owned
from app.vocabulary import RecordType

Name = tuple[RecordType, str, str]
"""What the sender calls a record: its type, source and reference."""
AT_ONCE = 500
RECORD = columns_of(Record)
# Sorted when found: SQLite would rather walk all records than sort those that are asked for.
LOCKED_BY_NAME = Prepared(
    owned(Record, RECORD.id)
    .where(
        RECORD.type.in_(bindparam("types", expanding=True)),
        RECORD.source.in_(bindparam("sources", expanding=True)),
        RECORD.reference.in_(bindparam("references", expanding=True)),
    )
    .order_by(func.coalesce(RECORD.id, RECORD.id))
    .with_for_update(key_share=True)
)


def foresee(uow: UnitOfWork, names: Collection[Name]) -> None:
    """Read and lock the records that many writes to come will ask for by name, in few queries."""
    for asked in in_parts(names):
        held = {(each.type, each.source, each.reference): each for each in _named(uow, asked)}
        uow.pending.foreseen |= {name: held.get(name) for name in asked}


def _named(uow: UnitOfWork, names: Sequence[Name]) -> Iterator[Stored]:
    """The records so called, deleted or not, and perhaps others; locked in the order of ids."""
    types, sources, references = (list(set(column)) for column in zip(*names, strict=True))
    asked = {"types": types, "sources": sources, "references": references}
    ids = [row.id for row in uow.rows(LOCKED_BY_NAME, **asked)]
    if ids:
        yield from map(stored, uow.rows(AMONG, ids=ids))


def in_parts(names: Iterable[Name]) -> Iterator[Sequence[Name]]:
    """Names in parts that are short enough for one query."""
    left = list(names)
    return (left[start : start + AT_ONCE] for start in range(0, len(left), AT_ONCE))
