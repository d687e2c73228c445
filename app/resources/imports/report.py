"""What every row of an import came to, as a file."""

from uuid import UUID

from app.db.unit_of_work import UnitOfWork
from app.resources.imports import listing, service
from app.resources.imports.schemas import ImportRowFilter, ImportRowRead
from app.web.door import Read
from app.web.formats.as_csv import CsvWriter
from app.web.formats.download import Download, pieces
from app.web.formats.table import Batch, Batches, Row, Table, columns_in

AT_ONCE = 1000
TABLE = Table("import-rows", "Import rows", columns_in(ImportRowRead))


async def csv_of(read: Read, id: UUID, query: ImportRowFilter) -> Download:
    """All rows that are asked for; an import that there is not is answered before the file."""
    await read(service.row_of, id)
    return Download(CsvWriter, TABLE, pieces(CsvWriter, TABLE, _batches(read, id, query)))


async def _batches(read: Read, id: UUID, query: ImportRowFilter) -> Batches:
    number = 0
    while rows := await read(_page, id, query, number):
        yield rows
        number = rows[-1][0]


def _page(uow: UnitOfWork, id: UUID, query: ImportRowFilter, after: int) -> Batch:
    rows = listing.rows_after(uow, id, query, after, AT_ONCE)
    return [_cells(listing.read(row)) for row in rows]


def _cells(row: ImportRowRead) -> Row:
    errors = [f"{error.pointer} {error.code}: {error.detail}".strip() for error in row.errors]
    stubs = [f"{stub.source}/{stub.type}/{stub.reference}" for stub in row.stubbed]
    return (row.number, row.type, row.reference, row.outcome, row.record_id, errors, stubs)
