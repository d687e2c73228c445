"""/reference: the OpenAPI document as plain pages, made once in a process."""

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound
from app.web.openapi import openapi_of
from app.web.pages import page
from app.web.reference_pages import reference_pages
from app.web.routes import plain_router


def reference_router() -> APIRouter:
    """The contents, a page for each tag and one for the shapes."""
    router = plain_router()
    router.add_api_route("/reference", show_contents, include_in_schema=False)
    router.add_api_route("/reference/{name}", show_page, include_in_schema=False)
    return router


async def show_contents(request: Request) -> Response:
    """Every operation, by task."""
    return await _page(request, "")


async def show_page(request: Request, name: str) -> Response:
    """The operations of a tag, or the shapes."""
    return await _page(request, name)


async def _page(request: Request, name: str) -> Response:
    app: FastAPI = request.app
    if not hasattr(app.state, "reference"):
        app.state.reference = await to_thread.run_sync(_made, app)
    if name not in app.state.reference:
        raise NotFound("There is no such page.")
    title, body = app.state.reference[name]
    return page(request, title, body)


def _made(app: FastAPI) -> dict[str, tuple[str, str]]:
    return reference_pages(openapi_of(app))
