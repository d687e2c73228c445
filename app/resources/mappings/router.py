"""The operations on mappings."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.fields import Source
from app.resources.editions.paths import VersionInQuery
from app.resources.editions.responses import created, shown, written
from app.resources.editions.schemas import Editions
from app.resources.mappings import service
from app.resources.mappings.schemas import (
    MappingPut,
    MappingRead,
    MappingWritten,
    UnmappedLabels,
)
from app.vocabulary import MappingField
from app.web.conditional import IfNoneMatch
from app.web.door import PoliciesWrite, RecordsRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["mappings"])
ONE = "/mappings/{source}/{field}"
SourceInPath = Annotated[Source, Path(description="The system whose labels these are.")]


@router.get("/mappings")
async def list_mappings(read: RecordsRead) -> Editions[MappingRead]:
    """List the newest edition of each mapping."""
    return await read(service.find_all)


@router.get("/mappings/unmapped")
async def list_unmapped_labels(read: RecordsRead) -> UnmappedLabels:
    """List the labels of stages and plans that mean nothing to the rules yet."""
    return await read(service.find_unmapped)


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
