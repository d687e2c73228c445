"""`/`: a page for people, JSON with links for programs."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.db.unit_of_work import Client
from app.resources.start import page, service
from app.resources.start.calls import calls
from app.resources.start.schemas import Today, Welcome
from app.vocabulary import Scope
from app.web.accept import wants_page
from app.web.discovery import CATALOGUE_PATH
from app.web.docs import demo_key
from app.web.door import Read
from app.web.pages import framed
from app.web.routes import caller, plain_router

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.db.database import Database

LINKS = {
    "try": "/docs",
    "reference": "/reference",
    "openapi": "/openapi.json",
    "openapi_3_0": "/openapi-3.0.json",
    "problems": "/problems",
    "catalogue": CATALOGUE_PATH,
    "ready": "/readyz",
    "me": "/v1/me",
    "flags": "/v1/flags",
    "compliance": "/v1/compliance",
    "rules": "/v1/rules",
}
_HEADERS = {
    "Vary": "Accept, Authorization, X-API-Key",
    "Cache-Control": "no-store",
    "Link": f'<{CATALOGUE_PATH}>; rel="api-catalog", </openapi.json>; rel="service-desc", '
    '</reference>; rel="service-doc"',
}
_CREDENTIALS = ("authorization", "x-api-key")

router = plain_router()


@router.get("/", include_in_schema=False)
async def show_start(request: Request) -> Response:
    """What this is, and today's figures for a key that may read them or in a demonstration."""
    app: FastAPI = request.app
    client = await _client(request)
    today = await _today(request, client)
    welcome = Welcome(
        title=app.title,
        summary=app.summary or app.title,
        version=app.version,
        links=LINKS,
        today=today,
    )
    if not wants_page(request):
        return JSONResponse(welcome.model_dump(mode="json"), headers=_HEADERS)
    return _page(request, welcome)


def _page(request: Request, welcome: Welcome) -> Response:
    key = demo_key(request.app)
    lines = getattr(request.app.state, "start_lines", ()) if key else None
    shown = calls(str(request.base_url), key)
    answer = framed(request, welcome.title, *page.start(welcome, shown, lines))
    answer.headers.update(_HEADERS)
    return answer


async def _client(request: Request) -> Client | None:
    """Who asks; in a demonstration it is the one whose key is shown to everyone."""
    if any(name in request.headers for name in _CREDENTIALS):
        return await caller(request)
    key = demo_key(request.app)
    database: Database = request.app.state.database
    return await database.identify(key) if key else None


async def _today(request: Request, client: Client | None) -> Today | None:
    if client is None or Scope.COMPLIANCE_READ not in client.scopes:
        return None
    return await Read(request.app.state.database, client)(service.today)
