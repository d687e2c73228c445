"""Puts the service together: settings, database, evaluation, web, resources."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import __version__
from app.db.database import Database, system_clock
from app.db.engine import build_engine, refuse_unsafe
from app.db.unit_of_work import Clock
from app.resources.actions.router import router as actions
from app.resources.cases.router import router as cases
from app.resources.clients.router import router as clients
from app.resources.compliance.router import router as compliance
from app.resources.expectations.evaluation import evaluate
from app.resources.expectations.router import router as expectations
from app.resources.feedback.router import router as feedback
from app.resources.mappings.router import router as mappings
from app.resources.oversight.router import router as oversight
from app.resources.policies.router import router as policies
from app.resources.prompts.router import router as prompts
from app.resources.rules.router import router as rules
from app.resources.sessions.router import router as sessions
from app.resources.teams.router import router as teams
from app.resources.templates.router import router as templates
from app.resources.workers.router import router as workers
from app.settings import Settings
from app.web.install import install_web

SUMMARY = "Records professional supervision in children's social care, and answers for it."
DESCRIPTION = """Record supervision, and ask at any moment, for any team, with proof: is it
happening, is it within timescale, and does it do what good supervision does?"""

ROUTERS = (
    sessions,
    actions,
    feedback,
    oversight,
    teams,
    workers,
    cases,
    expectations,
    compliance,
    rules,
    policies,
    templates,
    prompts,
    mappings,
    clients,
)


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """The service; the database is opened with it and closed when it stops."""
    database = make_database(settings, clock)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        refuse_unsafe(database.engine)
        yield
        database.engine.dispose()

    app = FastAPI(
        title="Supervision API",
        version=__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=life,
    )
    app.state.database = database
    install_web(app, settings, ROUTERS, database.ready)
    return app


def make_database(settings: Settings, clock: Clock = system_clock) -> Database:
    """The database with the evaluation that every write goes through."""
    engine = build_engine(settings.database_url, settings.threads)
    return Database(engine, evaluate, threads=settings.threads, clock=clock)


def service() -> FastAPI:
    """The service as the environment describes it: what each worker process starts."""
    return create_app(Settings())
