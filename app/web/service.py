"""What everyone may see: is it alive, is it ready, which version."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter

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

    return router
