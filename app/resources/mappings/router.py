"""The operations on mappings."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.fields import Source
from app.resources.editions.paths import VersionInQuery
from app.resources.editions.responses import created, shown, written
from app.resources.editions.schemas import Editions, Written
from app.resources.mappings import columns, service
from app.resources.mappings.schemas import (
    ColumnsPut,
    ColumnsRead,
    MappingPut,
    MappingRead,
    MappingWritten,
    UnmappedLabels,
)
from app.vocabulary import MappingField, RecordType
from app.web.conditional import IfNoneMatch
from app.web.door import ImportsRead, ImportsWrite, PoliciesWrite, RecordsRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["mappings"])
ONE = "/mappings/{source}/{field}"
COLUMNS = "/mappings/{source}/columns/{type}"
SourceInPath = Annotated[Source, Path(description="The system whose labels these are.")]
ColumnsWritten = Written[ColumnsRead]


@router.get("/mappings")
async def list_mappings(read: RecordsRead) -> Editions[MappingRead]:
    """List the newest edition of each mapping."""
    return await read(service.find_all)


@router.get("/mappings/unmapped")
async def list_unmapped_labels(read: RecordsRead) -> UnmappedLabels:
    """List the labels of stages and plans that mean nothing to the rules yet."""
    return await read(service.find_unmapped)


@router.get("/mappings/columns")
async def list_columns(read: ImportsRead) -> Editions[ColumnsRead]:
    """List how tables are read: the newest edition for each source and type."""
    return await read(columns.find_all)


@router.get(COLUMNS, response_model=ColumnsRead)
async def get_columns(
    source: SourceInPath,
    type: RecordType,
    read: ImportsRead,
    version: VersionInQuery = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """How a source's tables of one type are read: the newest edition, or one of its versions."""
    return shown(await read(columns.find, source, type, version), if_none_match)


@router.get(f"{COLUMNS}/versions")
async def list_versions_of_columns(
    source: SourceInPath, type: RecordType, read: ImportsRead
) -> Editions[ColumnsRead]:
    """List every edition of how a source's tables of one type are read, the first first."""
    return await read(columns.versions, source, type)


@router.put(COLUMNS, response_model=ColumnsWritten, responses=created(ColumnsWritten))
async def put_columns(
    source: SourceInPath, type: RecordType, sent: ColumnsPut, write: ImportsWrite
) -> Response:
    """Save how a source's tables of one type are read, whole; an import of one need not say it."""
    return written(await write(columns.put, source, type, sent))


@router.get(ONE, response_model=MappingRead)
async def get_mapping(
    source: SourceInPath,
    field: MappingField,
    read: RecordsRead,
    version: VersionInQuery = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One mapping: its newest edition, or one of its versions."""
    return shown(await read(service.find, source, field, version), if_none_match)


@router.get(f"{ONE}/versions")
async def list_versions_of_mapping(
    source: SourceInPath, field: MappingField, read: RecordsRead
) -> Editions[MappingRead]:
    """List every edition of one mapping, the first first."""
    return await read(service.versions, source, field)


@router.put(ONE, response_model=MappingWritten, responses=created(MappingWritten))
async def put_mapping(
    source: SourceInPath, field: MappingField, sent: MappingPut, write: PoliciesWrite
) -> Response:
    """Add the next edition of a mapping, whole; what the source has sent means it at once."""
    return written(await write(service.put, source, field, sent))
