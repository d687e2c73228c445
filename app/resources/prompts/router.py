"""The operations on prompts."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.resources.editions.paths import CodeInPath, VersionInQuery
from app.resources.editions.responses import created, shown, written
from app.resources.editions.schemas import Editions, Written
from app.resources.prompts import service
from app.resources.prompts.schemas import PromptPut, PromptRead
from app.vocabulary import PromptKind
from app.web.conditional import IfNoneMatch
from app.web.door import PoliciesWrite, RecordsRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["prompts"])
PromptWritten = Written[PromptRead]


@router.get("/prompts")
async def list_prompts(
    read: RecordsRead, kind: Annotated[PromptKind | None, Query()] = None
) -> Editions[PromptRead]:
    """List the newest edition of each prompt, the shipped ones first."""
    return await read(service.find_all, kind)


@router.get("/prompts/{code}", response_model=PromptRead)
async def get_prompt(
    code: CodeInPath,
    read: RecordsRead,
    version: VersionInQuery = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One prompt: its newest edition, or one of its versions."""
    return shown(await read(service.find, code, version), if_none_match)


@router.get("/prompts/{code}/versions")
async def list_versions_of_prompt(code: CodeInPath, read: RecordsRead) -> Editions[PromptRead]:
    """List every edition of one prompt, the first first."""
    return await read(service.versions, code)


@router.put("/prompts/{code}", response_model=PromptWritten, responses=created(PromptWritten))
async def put_prompt(code: CodeInPath, sent: PromptPut, write: PoliciesWrite) -> Response:
    """Add the next edition of a prompt, whole; editions are never edited."""
    return written(await write(service.put, code, sent))
