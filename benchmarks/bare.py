"""The yardstick: the least that FastAPI can do over one worker-thread hop and one transaction.

Same engine, same durability, same thread limit, same writer lock and same server options as the
service; no keys, no rules, no history, no checks but those of the model. Under `/logged` a read is
answered once a row about it is stored, as the service does for narrative.
"""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import uvicorn
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Column, Date, MetaData, String, Table, Text, Uuid, bindparam, insert, select

from app.db.base import new_id
from app.db.engine import build_engine
from app.settings import Settings
from benchmarks.server import SERVER_OPTIONS

R = TypeVar("R")
ROWS = "BENCHMARK_ROWS"
WIDTH = "BENCHMARK_WIDTH"
KIND = "bare"
DAY = date(2026, 1, 5)

plain = Table(
    "bare_row",
    MetaData(),
    Column("organisation_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
)


class CheckIn(BaseModel):
    """The opening of a session."""

    held: bool
    note: str


class Review(BaseModel):
    """The review of one action."""

    action_ref: str
    outcome: str
    completed_on: str
    comment: str


class Action(BaseModel):
    """An action agreed in a session."""

    reference: str
    description: str
    owner_ref: str
    due_on: str
    contingency: str


class Discussion(BaseModel):
    """What was said about one case."""

    case_ref: str
    plan_progress: str
    analysis: str
    childs_voice: str
    decision: str
    rationale: str
    recorded_at: str


class Feedback(BaseModel):
    """One direction of feedback."""

    direction: str
    score: int
    more_of: str
    differently: str
    given_on: str
    declined: bool


class Sent(BaseModel):
    """The form that the service is sent, field by field, with nothing checked but the types."""

    reference: str
    source_updated_at: str
    kind: str
    status: str
    supervisee_ref: str
    supervisor_ref: str
    planned_for: str
    started_at: str
    ended_at: str
    interrupted_minutes: int
    recorded_at: str
    format: str
    check_in: CheckIn
    reflection: str
    appreciative_note: str
    wellbeing: str
    feedback_minutes: int
    action_reviews: list[Review]
    actions: list[Action]
    discussions: list[Discussion]
    feedback: list[Feedback]
    previous_actions_reviewed: bool


class Written(Sent):
    """The form with the id that it was given."""

    id: UUID


class Row(BaseModel):
    """One row as it is answered."""

    organisation_id: UUID
    id: UUID
    kind: str
    day: date
    text: str


READ = select(plain).where(
    plain.c.organisation_id == bindparam("in_organisation"), plain.c.id == bindparam("by_id")
)
INSERT = insert(plain)


def create_app() -> FastAPI:
    """The bare service over the database that the service uses, too."""
    settings = Settings()
    engine = build_engine(settings.database_url, settings.threads)
    writing = engine.execution_options(writes=True)
    threads = CapacityLimiter(settings.threads)
    one_writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
    rows, width = int(os.environ[ROWS]), int(os.environ[WIDTH])
    app = FastAPI(openapi_url=None, telemetry={"tracing": False, "metrics": False, "logs": False})

    async def hop(work: Callable[..., R], *args: Any) -> R:
        return await to_thread.run_sync(work, *args, limiter=threads)

    def read(organisation: UUID, id: UUID) -> Row:
        with engine.connect() as connection:
            row = connection.execute(READ, {"in_organisation": organisation, "by_id": id}).one()
        return Row(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping

    def log() -> None:
        values = {"organisation_id": new_id(), "id": new_id(), "kind": KIND, "day": DAY, "text": ""}
        with one_writer, writing.begin() as connection:
            connection.execute(INSERT, [values])

    def write(sent: Sent) -> Written:
        id = new_id()
        text = (sent.reflection + sent.model_dump_json())[:width].ljust(width, ".")
        values = {"organisation_id": id, "kind": KIND, "day": DAY, "text": text}
        with one_writer, writing.begin() as connection:
            connection.execute(INSERT, [{**values, "id": new_id()} for _ in range(rows)])
        return Written(id=id, **dict(sent))

    @app.get("/rows/{organisation}/{id}")
    async def get_row(organisation: UUID, id: UUID) -> Row:
        return await hop(read, organisation, id)

    @app.get("/logged/rows/{organisation}/{id}")
    async def get_logged_row(organisation: UUID, id: UUID) -> Row:
        found = await hop(read, organisation, id)
        await hop(log)
        return found

    @app.post("/forms", status_code=201)
    async def post_form(sent: Sent) -> Written:
        return await hop(write, sent)

    return app


if __name__ == "__main__":
    port, workers = map(int, sys.argv[1:])
    uvicorn.run("benchmarks.bare:create_app", port=port, workers=workers, **SERVER_OPTIONS)
