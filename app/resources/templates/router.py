"""The operations on templates."""

from starlette.responses import Response

from app.resources.editions.paths import CodeInPath, VersionInQuery
from app.resources.editions.responses import created, shown, written
from app.resources.editions.schemas import Editions, Written
from app.resources.templates import service
from app.resources.templates.schemas import TemplatePut, TemplateRead
from app.web.conditional import IfNoneMatch
from app.web.door import PoliciesWrite, RecordsRead
from app.web.routes import router as guarded

router = guarded("/v1", tags=["templates"])
TemplateWritten = Written[TemplateRead]


@router.get("/templates")
async def list_templates(read: RecordsRead) -> Editions[TemplateRead]:
    """List the newest edition of each template, the shipped one first."""
    return await read(service.find_all)


@router.get("/templates/{code}", response_model=TemplateRead)
async def get_template(
    code: CodeInPath,
    read: RecordsRead,
    version: VersionInQuery = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One template: its newest edition, or one of its versions."""
    return shown(await read(service.find, code, version), if_none_match)


@router.get("/templates/{code}/versions")
async def list_versions_of_template(code: CodeInPath, read: RecordsRead) -> Editions[TemplateRead]:
    """List every edition of one template, the first first."""
    return await read(service.versions, code)


@router.put("/templates/{code}", response_model=TemplateWritten, responses=created(TemplateWritten))
async def put_template(code: CodeInPath, sent: TemplatePut, write: PoliciesWrite) -> Response:
    """Add the next edition of a template, whole; editions are never edited."""
    return written(await write(service.put, code, sent))
