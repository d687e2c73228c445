"""What everyone may see: is it alive, is it ready, which version, what a problem means."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound
from app.web.catalogue import CATALOGUE
from app.web.pages import page, paragraph
from app.web.problems import problems
from app.web.routes import plain_router

Ready = Callable[[], Awaitable[None]]


def service_router(ready: Ready, version: str) -> APIRouter:
    """The operations without a key; `ready` raises while the database cannot be reached."""
    router = plain_router(tags=["service"])

    @router.get("/livez")
    async def is_alive() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "alive"}

    @router.get("/readyz", responses=problems(503))
    async def is_ready() -> dict[str, str]:
        """Say that requests can be served: the database can be reached."""
        await ready()
        return {"status": "ready"}

    @router.get("/version")
    async def get_version() -> dict[str, str]:
        """Say which version runs."""
        return {"version": version}

    router.add_api_route("/problems/{code}", explain_problem, include_in_schema=False)
    return router


async def explain_problem(request: Request, code: str) -> Response:
    """One kind of problem and what to do about it: a page, or JSON where that is asked for."""
    kind = CATALOGUE.get(code)
    if kind is None:
        raise NotFound("There is no such kind of problem.")
    if "application/json" in request.headers.get("accept", ""):
        told = {"code": code, "status": kind.status, "title": kind.title, "advice": kind.advice}
        return JSONResponse(told)
    return page(
        kind.title, paragraph(f"Status {kind.status}, code {code}."), paragraph(kind.advice)
    )
