"""Puts the service together: settings, database, evaluation, web, resources."""

import gc
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

from fastapi import FastAPI
from sqlalchemy import Engine

from app import __version__
from app.db.database import Database, system_clock
from app.db.engine import build_engine, for_reading, refuse_unsafe
from app.db.replica import Replica
from app.db.unit_of_work import Clock
from app.resources.actions.router import router as actions
from app.resources.agreements.router import router as agreements
from app.resources.audit.router import router as audit
from app.resources.calendars.router import router as calendars
from app.resources.cases.router import router as cases
from app.resources.clients.router import router as clients
from app.resources.compliance.router import router as compliance
from app.resources.events.router import router as events
from app.resources.expectations.crossing import cross
from app.resources.expectations.evaluation import evaluate
from app.resources.expectations.router import router as expectations
from app.resources.feedback.router import router as feedback
from app.resources.feedback_summary.router import router as feedback_summary
from app.resources.flags.router import router as flags
from app.resources.imports.router import router as imports
from app.resources.jobs.loop import Background
from app.resources.jobs.router import router as jobs
from app.resources.mappings.router import router as mappings
from app.resources.oversight.router import router as oversight
from app.resources.policies.router import router as policies
from app.resources.prompts.router import router as prompts
from app.resources.returns.router import router as returns
from app.resources.rules.router import router as rules
from app.resources.sessions.router import router as sessions
from app.resources.start.router import router as start
from app.resources.supervision.router import router as supervision
from app.resources.teams.router import router as teams
from app.resources.templates.router import router as templates
from app.resources.webhooks.addresses import allowed
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.loop import delivering
from app.resources.webhooks.router import router as webhooks
from app.resources.workers.router import router as workers
from app.settings import Settings
from app.web.install import install_web
from app.web.stopping import noticing
from app.web.tasks import tags_of

YOUNG_OBJECTS = 50_000
TURN_SECONDS = 0.001
SUMMARY = "Records professional supervision in children's social care, and answers for it."
DESCRIPTION = """Record supervision, and ask at any moment, for any team, with proof: is it
happening, is it within timescale, and does it do what good supervision does?"""

ROUTERS = (
    start,
    sessions,
    actions,
    feedback_summary,  # before feedback, whose ids would take its path
    feedback,
    oversight,
    teams,
    workers,
    agreements,
    cases,
    expectations,
    flags,
    supervision,
    compliance,
    returns,
    rules,
    policies,
    calendars,
    jobs,
    imports,
    events,
    webhooks,
    templates,
    prompts,
    mappings,
    clients,
    audit,
)

# In the order of the work; each tag with the task that it belongs to.
TAGS = {
    "Record": {
        "sessions": "Supervision sessions, with all that was said, reviewed and agreed in them.",
        "actions": "What was agreed, who owns it, by when, and what became of it.",
        "feedback": "What supervisee and supervisor told each other about a session.",
        "oversight-notes": "Management decisions on a case, made outside sessions.",
        "teams": "Teams, and which lies below which.",
        "workers": "Everyone who is supervised or supervises, with posts and absences.",
        "agreements": "Who has agreed to be supervised by whom, and how often.",
        "cases": "Cases by opaque reference, with their plans and who holds them.",
    },
    "Check": {
        "flags": "What is overdue, why, what would clear it, and what people did about it.",
        "supervision": "One page of truth about one worker or one case.",
        "expectations": "All that was expected, met or not, and who is excused.",
        "rules": "What each rule expects, why, and with which numbers.",
    },
    "Report": {
        "compliance": "Figures by team, supervisor and month, each with its denominator.",
        "returns": "Figures that were frozen as they were sent off, and why two of them differ.",
    },
    "Integrate": {
        "imports": "Files of many records, and what became of each row.",
        "events": "All that changes, in one order, to be followed from wherever one stopped.",
        "webhooks": "Receivers of the feed, which are called; their log and their receipts.",
        "mappings": "What the labels and the columns of a sending system mean here.",
        "templates": "What a form asks for in a session.",
        "prompts": "Questions that a form may offer.",
        "service": "Whether the service runs, and whose key this is.",
    },
    "Administer": {
        "policies": "The numbers that an organisation sets for its rules, by version.",
        "calendar": "The days off that working-day timescales pass over, and the time zone.",
        "jobs": "What is being worked out again in the background, and how far it is.",
        "audit": "Who changed what, who was shown what, and on whose behalf.",
    },
}


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """The service; the database is opened with it and closed when it stops."""
    database = make_database(settings, clock)
    stopping = threading.Event()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        refuse_unsafe(database.engine)
        works = working(database, app.state.caller) if settings.work_in_server else nullcontext()
        with noticing(stopping), works:
            yield
        database.close()

    app = FastAPI(
        title="Supervision API",
        version=__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        openapi_tags=tags_of(TAGS),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=life,
    )
    app.state.database = database
    app.state.stopping = stopping
    app.state.caller = make_caller(settings, clock)
    install_web(app, settings, ROUTERS, database.ready)
    return app


@contextmanager
def working(database: Database, caller: Caller) -> Iterator[None]:
    """Work off jobs on a thread of its own meanwhile, and call webhooks on others."""
    background = Background(database)
    background.start()
    try:
        with delivering(database, caller):
            yield
    finally:
        background.stop()


def make_caller(settings: Settings, clock: Clock = system_clock) -> Caller:
    """Calls webhooks, where the settings let them lead."""
    return Caller(allowed(settings.webhook_allow), clock)


def make_database(settings: Settings, clock: Clock = system_clock) -> Database:
    """The database with the evaluation that every write goes through."""
    for_the_read_log = for_webhooks = 1
    for_the_background = 2
    connections = settings.threads + for_the_read_log + for_the_background + for_webhooks
    engine = build_engine(settings.database_url, connections)
    replica = _replica(settings, engine) if settings.read_database_url else None
    return Database(engine, evaluate, cross, threads=settings.threads, clock=clock, replica=replica)


def _replica(settings: Settings, primary: Engine) -> Replica:
    engine = build_engine(settings.read_database_url or "", settings.threads)
    if {engine.dialect.name, primary.dialect.name} != {"postgresql"}:
        raise ValueError("only PostgreSQL has replicas: unset SUPERVISION_READ_DATABASE_URL")
    return Replica(for_reading(engine))


def tune_python() -> None:
    """Look for unused cycles of objects less often than Python does by itself; take shorter turns.

    What a write makes lives until it is stored and then goes without being looked for: the looking
    took a twentieth of the time of the rules. Between two threads that compute, one that the
    database has answered waits for its turn: 5 ms each time if nothing else is said.
    """
    gc.set_threshold(YOUNG_OBJECTS)
    sys.setswitchinterval(TURN_SECONDS)


def service() -> FastAPI:
    """The service as the environment describes it: what each worker process starts."""
    tune_python()
    return create_app(Settings())
