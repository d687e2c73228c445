"""The `supervision` command."""

import signal
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

import click
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.commands.demo import demo
from app.commands.importing import import_
from app.commands.opening import opened
from app.commands.serving import run_server
from app.commands.trying import try_
from app.db import clients, jobs
from app.db.accounts import Account, issue_key
from app.db.database import Database, system_clock
from app.db.engine import build_engine
from app.db.lease import Lease
from app.db.unit_of_work import Client
from app.main import create_app, make_caller
from app.resources import columns as columns_of_lists
from app.resources.expectations import verification
from app.resources.expectations.reevaluating import unfinished
from app.resources.jobs.loop import IDLE, LEASE, Done, Shift
from app.resources.rules.page import rules_page
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.loop import Deliverer, delivering
from app.settings import Settings
from app.vocabulary import Nation, RecordType, Scope
from app.web.openapi import openapi_text, openapi_text_30

EVERYDAY = frozenset(
    {
        Scope.RECORDS_READ,
        Scope.RECORDS_WRITE,
        Scope.NARRATIVE_READ,
        Scope.FEEDBACK_READ,
        Scope.COMPLIANCE_READ,
    }
)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Record professional supervision, and answer for it."""


main.add_command(demo)
main.add_command(import_)
main.add_command(try_)


@main.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    from app.db.migrate import upgrade  # noqa: PLC0415  # serving need not wait for Alembic

    settings = Settings()
    upgrade(settings.admin_database_url or settings.database_url)


@main.command()
@click.option("--organisation", required=True, help="Its name; created if there is none yet.")
@click.option("--source", required=True, help="The system that will call, as `mosaic`.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="May be given several times; records, narrative, feedback and compliance unless told.",
)
@click.option(
    "--nation", type=click.Choice([nation.value for nation in Nation]), default=Nation.ENGLAND.value
)
@click.option("--days", type=click.IntRange(1, 3660), default=None, help="Until it expires.")
def key(
    organisation: str, source: str, scopes: tuple[str, ...], nation: str, days: int | None
) -> None:
    """Make a key and print it, alone and once."""
    from app.resources.calendars.bank_holidays import bank_holidays  # noqa: PLC0415  # nor for this

    settings = Settings()
    now = system_clock()
    click.echo(
        issue_key(
            build_engine(settings.admin_database_url or settings.database_url, 1),
            Account(
                organisation=organisation,
                source=source,
                scopes=frozenset(map(Scope, scopes)) or EVERYDAY,
                nation=Nation(nation),
                expires_at=now + timedelta(days=days) if days else None,
            ),
            bank_holidays,
            now,
        )
    )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes; PostgreSQL for several.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the API."""
    if workers > 1 and Settings().database_url.startswith("sqlite"):
        raise click.ClickException("SQLite serves one process: several workers need PostgreSQL.")
    run_server("app.main:service", factory=True, host=host, port=port, workers=workers)


@main.command()
def verify() -> None:
    """Work everything out from nothing; report differences, and exit 1 if there are any."""
    wrong = 0
    with opened() as database:
        with database.engine.connect() as connection:
            organisations = clients.organisations(connection)
        for organisation in organisations:
            wrong += _verified(database, organisation)
    raise SystemExit(1 if wrong else 0)


def _verified(database: Database, organisation: Client) -> int:
    """Report on one organisation, and how long that took; the number of differences."""
    left = database.read_now(organisation, unfinished)
    if left is not None:
        click.echo(
            f"{organisation.name}: {left.kind} is being worked out again, {left.done} of "
            f"{left.total} records are done; what is left differs until then.",
            err=True,
        )
    began = monotonic()
    found = database.read_now(organisation, verification.verify)
    seconds = max(monotonic() - began, 0.001)
    records = sum(database.read_now(organisation, jobs.count, RecordType))
    for difference in found.differences:
        click.echo(f"{difference.subject}: {difference.what}", err=True)
    click.echo(
        f"{organisation.name}: {found.streams} streams, {found.stretches} stretches, "
        f"{found.changes} changes, {len(found.differences)} differences; "
        f"{records} records in {seconds:.1f} s: {records / seconds:,.0f} records/s, "
        f"{found.streams / seconds:,.0f} streams/s"
    )
    return len(found.differences)


@main.command()
@click.option(
    "--watch",
    type=click.FloatRange(min=0.1),
    default=None,
    help="Stay, and look again after so many seconds.",
)
def work(watch: float | None) -> None:
    """Work out again what policies, calendars and upgrades move; call webhooks; ends when done.

    It can be stopped or killed at any time: the next one goes on where it was. A server does the
    same by itself, unless SUPERVISION_WORK_IN_SERVER is false. One process works at a time: where
    another does, this one waits until nothing is left, or until it is its turn.
    """
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with opened() as database:
        lease = database.lease(LEASE)
        shift, caller = Shift(database, stop, lease=lease), make_caller(Settings(), system_clock)
        if watch is not None:
            with delivering(database, caller):
                _keep_watch(shift, lease, stop, watch)
        elif not _work_once(database, shift, lease, caller, stop) and not stop.is_set():
            click.echo("Nothing is left to do.")
        with suppress(SQLAlchemyError):  # then it lapses
            lease.let_go()
    if stop.is_set():
        click.echo("Stopped; what is left goes on next time.")


def _keep_watch(shift: Shift, lease: Lease, stop: threading.Event, seconds: float) -> None:
    while not stop.is_set():
        _, trouble = _worked_off(shift, lease, stop)
        if trouble:
            click.echo(trouble, err=True)
        stop.wait(seconds)


def _work_once(
    database: Database, shift: Shift, lease: Lease, caller: Caller, stop: threading.Event
) -> bool:
    """Do all that there is to do now; whether that was anything."""
    done, trouble = _worked_off(shift, lease, stop)
    if trouble:
        raise click.ClickException(trouble)
    calls = _called(database, caller, stop)
    if calls.total():
        taken, failed = calls["delivered"], calls["failed"]
        click.echo(f"Webhooks: {taken} {'call' if taken == 1 else 'calls'} taken, {failed} failed")
    return bool(done.records or calls.total())


def _called(database: Database, caller: Caller, stop: threading.Event) -> Counter[str]:
    deliverer = Deliverer(database, caller, stop)
    try:
        return deliverer.deliver_all()
    except SQLAlchemyError:
        raise click.ClickException("The database is away or busy.") from None
    finally:
        deliverer.close()


def _worked_off(shift: Shift, lease: Lease, stop: threading.Event) -> tuple[Done, str]:
    """What was done, and what stood in the way; an error's own words may quote a record."""
    try:
        done = shift.work_off() if _is_our_turn(shift, lease, stop) else Done()
    except SQLAlchemyError:
        return Done(), "The database is away or busy."
    except Exception as error:  # noqa: BLE001  # whatever it is, the next look may fare better
        return Done(), f"A job could not go on ({type(error).__name__}); the others did."
    _report(done)
    return done, ""


def _is_our_turn(shift: Shift, lease: Lease, stop: threading.Event) -> bool:
    """Wait for the lease for as long as whoever holds it has work left."""
    while not stop.is_set():
        if lease.hold():
            return True
        if not shift.is_left():
            return False
        stop.wait(IDLE)
    return False


def _report(done: Done) -> None:
    for organisation, count in done.records.items():
        finished = done.finished[organisation]
        click.echo(
            f"{organisation}: {count} {'record' if count == 1 else 'records'} gone through, "
            f"{finished} {'job' if finished == 1 else 'jobs'} finished"
        )


@main.command()
@click.option(
    "--version",
    type=click.Choice(["3.1", "3.0"]),
    default="3.1",
    show_default=True,
    help="Of OpenAPI; 3.0 is for tools that lag.",
)
def openapi(version: str) -> None:
    """Print the API's description; as 3.1 docs/openapi.json holds it."""
    text_of = openapi_text_30 if version == "3.0" else openapi_text
    click.echo(text_of(create_app(Settings())), nl=False)


@main.command("rules-page")
def rules_page_() -> None:
    """Print the page about the rules, as docs/rules.md holds it."""
    click.echo(rules_page(), nl=False)


@main.command()
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Write them there, unless that file promises a column which is gone, moved or changed.",
)
def columns(into: Path | None) -> None:
    """Print the columns of every list that is given as files, as docs/columns.csv holds them."""
    text = columns_of_lists.contract()
    if into is None:
        click.echo(text, nl=False)
        return
    promised = into.read_text(encoding="utf-8") if into.exists() else ""
    if broken := columns_of_lists.broken(promised, text):
        told = "\n  ".join(broken)
        raise click.ClickException(f"{into} promises these; new ones go to the end:\n  {told}")
    into.write_text(text, encoding="utf-8")
