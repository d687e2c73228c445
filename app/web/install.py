"""Puts the HTTP layer together: what an application gets from here, in one call."""

from collections.abc import Iterable

import structlog
from fastapi import APIRouter, FastAPI

from app.settings import Settings
from app.web import log
from app.web.discovery import discovery_router
from app.web.docs import docs_router
from app.web.formats.choosing import FilesByAccept
from app.web.gate import Gate
from app.web.handlers import install_handlers
from app.web.problem_pages import problem_pages
from app.web.reference import reference_router
from app.web.service import Ready, service_router
from app.web.switchboard import install_routers, operations


def install_web(
    app: FastAPI, settings: Settings, routers: Iterable[APIRouter], ready: Ready
) -> None:
    """Gate, problems, logs, pages and these routers; `app.state.database` is the caller's."""
    if not structlog.is_configured():  # once in a process, however many applications
        log.configure(settings.log_level)
    install_handlers(app)
    pages = [docs_router(), reference_router(), problem_pages(), discovery_router(settings)]
    install_routers(app, [service_router(ready, app.version), *routers, *pages])
    app.add_middleware(FilesByAccept, paths=[route.path for route in operations(app)])
    app.add_middleware(Gate, settings=settings)
