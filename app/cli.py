"""The `supervision` command."""

from datetime import timedelta
from pathlib import Path
from time import monotonic

import click

from app import __version__
from app.commands.demo import demo
from app.commands.importing import import_
from app.commands.opening import opened
from app.commands.serving import run_server
from app.commands.trying import try_
from app.commands.working import work
from app.db import clients, jobs
from app.db.accounts import Account, issue_key
from app.db.database import Database, system_clock
from app.db.engine import build_engine
from app.db.unit_of_work import Client
from app.main import create_app
from app.resources import columns as columns_of_lists
from app.resources.expectations import verification
from app.resources.expectations.reevaluating import unfinished
from app.resources.rules.page import rules_page
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
main.add_command(work)


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
