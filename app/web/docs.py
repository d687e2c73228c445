"""The start page, /docs from our own disk, and /openapi.json."""

import json
from functools import lru_cache
from importlib.resources import files

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.errors import NotFound
from app.web.openapi import openapi_text
from app.web.pages import code, described, page, paragraph
from app.web.routes import plain_router

_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
# Swagger UI sets style attributes; it needs no script but the two that are served here.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
"""
_START = """const key = {key};
const ui = SwaggerUIBundle({{
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  filter: true,
  displayRequestDuration: true,
  validatorUrl: null,
  onComplete: () => {{ if (key) ui.preauthorizeApiKey("bearer", key); }},
}});
"""


def docs_router() -> APIRouter:
    """The pages for people; `app.state.demo_key` and `app.state.start_lines` fill in a demo."""
    router = plain_router()
    for path, endpoint in (
        ("/", start_page),
        ("/openapi.json", openapi_json),
        ("/docs", docs_page),
        ("/docs/start.js", start_script),
        ("/docs/{name}", docs_asset),
    ):
        router.add_api_route(path, endpoint, include_in_schema=False)
    return router


async def start_page(request: Request) -> HTMLResponse:
    """What this is and where to go."""
    app: FastAPI = request.app
    key = demo_key(app)
    lines: list[tuple[str, str]] = [
        ("Try it", "/docs"),
        ("OpenAPI 3.1", "/openapi.json"),
        ("Is it ready?", "/readyz"),
        *getattr(app.state, "start_lines", ()),
    ]
    call = f'curl -H "Authorization: Bearer {key or "$KEY"}" {request.base_url}v1/me'
    about = paragraph(app.summary or app.title)
    return page(app.title, about, described(lines), paragraph("A first call:"), code(call))


async def openapi_json(request: Request) -> Response:
    """The OpenAPI document; made on a thread when it is first asked for, as that takes a second."""
    state = request.app.state
    if not hasattr(state, "openapi_text"):
        state.openapi_text = await to_thread.run_sync(openapi_text, request.app)
    return Response(state.openapi_text, media_type="application/json")


async def docs_page(request: Request) -> HTMLResponse:
    """Swagger UI."""
    text = _PAGE.format(title=request.app.title)
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY})


async def start_script(request: Request) -> Response:
    """What starts Swagger UI, with the demo key filled in where there is one."""
    text = _START.format(key=json.dumps(demo_key(request.app)).replace("<", "\\u003c"))
    return Response(text, media_type="text/javascript")


async def docs_asset(name: str) -> Response:
    """A file of Swagger UI."""
    if name not in _ASSETS:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_asset(name), media_type=_ASSETS[name], headers=headers)


def demo_key(app: FastAPI) -> str | None:
    """The key that a demo shows; None anywhere else."""
    key: str | None = getattr(app.state, "demo_key", None)
    return key


@lru_cache
def _asset(name: str) -> bytes:
    return files("fastapi_swagger.resources").joinpath(name).read_bytes()
