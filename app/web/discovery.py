"""What tools look for below /.well-known: the API catalogue, and whom to tell of a weakness."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.db.database import system_clock
from app.errors import NotFound
from app.settings import Settings
from app.web.routes import plain_router

CATALOGUE_PATH = "/.well-known/api-catalog"
_LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_OPENAPI = "application/vnd.oai.openapi+json;version="
_LASTS = timedelta(days=180)
"""How long what security.txt says may be relied upon; RFC 9116 advises less than a year."""


def discovery_router(settings: Settings) -> APIRouter:
    """`/.well-known/api-catalog` and, where a contact is set, `/.well-known/security.txt`."""
    router = plain_router()

    async def security_txt() -> Response:
        """Whom to tell of a weakness (RFC 9116)."""
        if settings.security_contact is None:
            raise NotFound("No contact for weaknesses is set here.")
        return PlainTextResponse(_security(settings.security_contact, settings.security_policy_url))

    router.add_api_route(CATALOGUE_PATH, api_catalog, include_in_schema=False)
    router.add_api_route("/.well-known/security.txt", security_txt, include_in_schema=False)
    return router


async def api_catalog(request: Request) -> Response:
    """Where the API, its documents and its status are (RFC 9727)."""
    base = str(request.base_url).rstrip("/")
    api = f"{base}/v1"
    links = {
        "anchor": api,
        "service-desc": [
            {"href": f"{base}/openapi.json", "type": f"{_OPENAPI}3.1"},
            {"href": f"{base}/openapi-3.0.json", "type": f"{_OPENAPI}3.0"},
        ],
        "service-doc": [
            {"href": f"{base}/docs", "type": "text/html", "title": "Try it"},
            {"href": f"{base}/reference", "type": "text/html", "title": "Reference"},
        ],
        "status": [{"href": f"{base}/readyz", "type": "application/json"}],
    }
    items = {"anchor": f"{base}{CATALOGUE_PATH}", "item": [{"href": api}]}
    headers = {"Link": f'<{CATALOGUE_PATH}>; rel="api-catalog"'}
    return JSONResponse({"linkset": [items, links]}, headers=headers, media_type=_LINKSET)


def _security(contact: str, policy: str | None) -> str:
    expires = (system_clock() + _LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {expires.isoformat().replace('+00:00', 'Z')}"]
    if policy is not None:
        lines.append(f"Policy: {policy}")
    return "".join(f"{line}\n" for line in [*lines, "Preferred-Languages: en"])
