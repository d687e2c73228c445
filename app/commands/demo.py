"""`supervision demo`: an invented authority with a year of records, made anew and served."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from time import monotonic

import click
from fastapi import FastAPI

from app.commands.running import NOT_YET, Running, fresh_folder, telling
from app.commands.serving import FIRST_PORT, listening, server
from app.db.accounts import Account, issue_key
from app.db.database import Database, system_clock
from app.db.unit_of_work import Client, Clock, UnitOfWork
from app.main import create_app, make_database
from app.resources.start.schemas import Today
from app.resources.start.service import today
from app.settings import Settings
from app.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Made:
    """A demonstration that is ready to be served, and what there is to say of it."""

    app: FastAPI
    running: Running
    records: int
    seconds: float
    today: Today


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=None, help="The first free one from 8000 on unless told.")
def demo(host: str, port: int | None) -> None:
    """Serve an invented authority with a year of records that ends today; new at each start."""
    with listening(host, port) as opened, _stopped_by(signal.SIGTERM), made(opened) as it:
        taken = port is None and opened.getsockname()[1] != FIRST_PORT
        click.echo(banner(it, port_was_taken=taken))
        with contextlib.suppress(KeyboardInterrupt):  # that is how it is stopped
            server(it.app).run(sockets=[opened])


@contextlib.contextmanager
def _stopped_by(name: signal.Signals) -> Iterator[None]:
    """Let a signal do what Ctrl+C does, so that nothing is left lying about."""
    before = signal.signal(name, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(name, before)


@contextlib.contextmanager
def made(opened: socket.socket, clock: Clock = system_clock) -> Iterator[Made]:
    """Make one for a socket that listens, and let others find it as long as this lasts."""
    began = monotonic()
    host, port = opened.getsockname()[:2]
    address, folder = f"http://{_named(host)}:{port}", fresh_folder(port)
    settings = Settings(database_url=f"sqlite:///{folder}/supervision.db", log_level="warning")
    with telling(folder, Running(address, NOT_YET)):
        key, records, figures = _filled(settings, clock)
    app = create_app(settings, clock)
    app.state.demo_key = key
    app.state.start_lines = [("Demonstration key", key)]
    with telling(folder, Running(address, key)) as running:
        yield Made(app, running, records, monotonic() - began, figures)


def _named(host: str) -> str:
    """A host as an address has it; where all are listened to, the one that is always there."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  # read here, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _filled(settings: Settings, clock: Clock) -> tuple[str, int, Today]:
    """Make the database; its key, how many records it has, and how the authority stands today."""
    from app.db.migrate import upgrade  # noqa: PLC0415  # other commands need not wait for Alembic

    upgrade(settings.database_url)
    database = make_database(settings, clock)
    try:
        key, client = _account(database, clock)
        return key, _fill(database, client), database.read_now(client, today)
    finally:
        database.engine.dispose()


def _account(database: Database, clock: Clock) -> tuple[str, Client]:
    from app.resources.calendars.bank_holidays import bank_holidays  # noqa: PLC0415  # as above
    from app.resources.demonstration.authority import NAME, SOURCE  # noqa: PLC0415  # as above

    account = Account(organisation=NAME, source=SOURCE, scopes=frozenset(Scope))
    key = issue_key(database.engine, account, bank_holidays, clock())
    client = asyncio.run(database.identify(key))
    assert client is not None, "the key has just been made"  # noqa: S101
    return key, client


def _fill(database: Database, client: Client) -> int:
    """Invent the authority with a bar that shows how far it is; how many records it has."""
    from app.resources.demonstration import loading, telling, year  # noqa: PLC0415  # as above

    parts = list(telling.parts(year.Year(database.read_now(client, _today))))
    count = sum(map(len, parts))
    with click.progressbar(length=count, label="Inventing a year of records") as bar:
        for records in loading.fill(database, client, parts):
            bar.update(records)
    return count


def _today(uow: UnitOfWork) -> date:
    return uow.today


def banner(made: Made, *, port_was_taken: bool = False) -> str:
    """Where to look, the key, one line to paste, and how the authority stands."""
    address, key = made.running.address, made.running.key
    moved = f"Port {FIRST_PORT} is taken, so this is another.\n" if port_was_taken else ""
    return f"""
{made.today.organisation}: {made.records:,} records, made in {made.seconds:.0f} s.
{_overdue(made.today)}
{moved}
  Start page        {address}/
  Documentation     {address}/docs   (the key is filled in)
  Key               {key}

  curl -H "Authorization: Bearer {key}" "{address}/v1/flags?limit=3"

Six calls with their answers: `make try`, in another shell. Stop with Ctrl+C."""


def _overdue(today: Today) -> str:
    return (
        f"Today {today.all.rate or 0:.0%} of workers are within timescale, and {today.overdue:,} "
        f"expectations are overdue, {today.overdue_long:,} of them for more than four weeks."
    )
