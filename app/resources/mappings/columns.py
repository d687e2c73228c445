"""Columns: add an edition of how a source's tables are read, and read what was saved."""

from collections.abc import Callable

from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Invalid
from app.resources.editions import service as editions
from app.resources.editions.schemas import Editions, Written
from app.resources.editions.service import Kept
from app.resources.imports.columns import COLUMNS, code_of, wrong_in
from app.resources.mappings.schemas import ColumnsPut, ColumnsRead
from app.vocabulary import RecordType


def put(
    uow: UnitOfWork, source: str, type: RecordType, sent: ColumnsPut
) -> Callable[[], Written[ColumnsRead]]:
    """Add the next edition; the next table of the source is read by it."""
    faults = tuple(
        Fault(code, detail, pointer="/columns") for code, detail in wrong_in(sent.columns, [type])
    )
    if faults:
        raise Invalid("Give each column of the table one of our fields.", faults=faults)
    kept, outcome = editions.add(uow, COLUMNS, code_of(source, type), {"columns": sent.columns})
    return lambda: Written[ColumnsRead](outcome=outcome, edition=_read(kept))


def find_all(uow: UnitOfWork) -> Editions[ColumnsRead]:
    """The newest edition for each source and type."""
    return Editions(items=[_read(kept) for kept in editions.find_all(uow, COLUMNS)])


def find(uow: UnitOfWork, source: str, type: RecordType, version: int | None) -> ColumnsRead:
    """The columns of one type of a source: the newest edition, or one of the versions."""
    return _read(editions.find(uow, COLUMNS, code_of(source, type), version))


def versions(uow: UnitOfWork, source: str, type: RecordType) -> Editions[ColumnsRead]:
    """Every edition for one type of a source, the first first."""
    found = editions.history(uow, COLUMNS, code_of(source, type))
    return Editions(items=[_read(kept) for kept in found])


def _read(kept: Kept) -> ColumnsRead:
    source, _, type = kept.code.rpartition("/")
    return ColumnsRead(
        id=kept.id,
        version=kept.version,
        created_at=kept.created_at,
        source=source,
        type=RecordType(type),
        **kept.document,
    )
