"""Swagger UI from our own disk at /docs, and the OpenAPI document in both versions."""

import json
from functools import lru_cache
from importlib.resources import files

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.errors import NotFound
from app.web.openapi import openapi_text, openapi_text_30
from app.web.pages import header
from app.web.routes import plain_router

_SWAGGER, _OURS = "fastapi_swagger.resources", "app.web.static"
_ASSETS = {
    "swagger-ui-bundle.js": (_SWAGGER, "text/javascript"),
    "swagger-ui.css": (_SWAGGER, "text/css"),
    "favicon-32x32.png": (_SWAGGER, "image/png"),
    "docs.css": (_OURS, "text/css"),
}
# Swagger UI sets style attributes; it needs no script but the two that are served here.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Try it · {title}</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/docs.css">
</head>
<body>
{header}
<div id="content">
<noscript><p>Trying calls here needs scripts. <a href="reference">The reference</a> says the same
without.</p></noscript>
<div id="swagger-ui"></div>
</div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START = """const key = {key};
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);
const ui = SwaggerUIBundle({{
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: true,
  tryItOutEnabled: true,
  filter: true,
  displayRequestDuration: true,
  validatorUrl: null,
  onComplete: () => {{ if (key) ui.preauthorizeApiKey("bearer", key); }},
}});
"""


def docs_router() -> APIRouter:
    """`/docs` and the documents; `app.state.demo_key` fills in a demonstration's key."""
    router = plain_router()
    for path, endpoint in (
        ("/openapi.json", openapi_json),
        ("/openapi-3.0.json", openapi_json_30),
        ("/docs", docs_page),
        ("/docs/start.js", start_script),
        ("/docs/{name}", docs_asset),
    ):
        router.add_api_route(path, endpoint, include_in_schema=False)
    return router


async def openapi_json(request: Request) -> Response:
    """The OpenAPI document; made on a thread when it is first asked for, as that takes a second."""
    state = request.app.state
    if not hasattr(state, "openapi_text"):
        state.openapi_text = await to_thread.run_sync(openapi_text, request.app)
    return Response(state.openapi_text, media_type="application/json")


async def openapi_json_30(request: Request) -> Response:
    """The same document as OpenAPI 3.0.3, made as above."""
    state = request.app.state
    if not hasattr(state, "openapi_text_30"):
        state.openapi_text_30 = await to_thread.run_sync(openapi_text_30, request.app)
    return Response(state.openapi_text_30, media_type="application/json")


async def docs_page(request: Request) -> HTMLResponse:
    """Swagger UI."""
    text = _PAGE.format(title=request.app.title, header=header(request))
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY})


async def start_script(request: Request) -> Response:
    """What starts Swagger UI, with the demo key filled in where there is one."""
    text = _START.format(key=json.dumps(demo_key(request.app)).replace("<", "\\u003c"))
    return Response(text, media_type="text/javascript")


async def docs_asset(name: str) -> Response:
    """A file of Swagger UI, or the one around it."""
    if name not in _ASSETS:
        raise NotFound("There is no such file.")
    package, media_type = _ASSETS[name]
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_asset(package, name), media_type=media_type, headers=headers)


def demo_key(app: FastAPI) -> str | None:
    """The key that a demo shows; None anywhere else."""
    key: str | None = getattr(app.state, "demo_key", None)
    return key


@lru_cache
def _asset(package: str, name: str) -> bytes:
    return files(package).joinpath(name).read_bytes()
