"""`supervision import`: a file of many records, taken in from the shell."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

import click
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.commands.opening import opened
from app.db import clients, statistics
from app.db.database import Database
from app.db.unit_of_work import Client, UnitOfWork
from app.errors import Refused
from app.resources.imports import files, listing, receiving, service, working
from app.resources.imports.breaking import will_pass
from app.resources.imports.checking import Row
from app.resources.imports.columns import AS_THEY_ARE, Chosen, choose
from app.resources.imports.schemas import ImportQuery, ImportRowFilter, ImportRowRead, ImportWhole
from app.resources.jobs.hand import WHILE_OTHERS_WORK
from app.resources.operations.pace import SECONDS_OF_A_BATCH, Pace
from app.resources.records.answers import Answer
from app.vocabulary import Atomicity, ImportMode, ImportOutcome, RecordType, UnknownRef

MEDIA_TYPES = {
    ".json": files.JSON,
    ".jsonl": "application/jsonl",
    ".ndjson": "application/x-ndjson",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/csv",
    ".xlsx": files.WORKBOOK,
}
MOST_TOLD = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="Its name, as when its key was made.")
@click.option("--source", required=True, help="The system that the records come from.")
@click.option("--type", "type_", type=click.Choice([type.value for type in RecordType]))
@click.option(
    "--columns",
    help="Of a table, as JSON: our field for each column that is to be read; saved ones unless "
    "told, {} for none.",
)
@click.option(
    "--stubs", is_flag=True, help="Make a stub of each team, worker or case that nobody has sent."
)
@click.option("--commit", is_flag=True, help="Store them; without it they are only tried.")
@click.option("--all-or-none", is_flag=True, help="One refused row keeps all others out.")
def import_(  # noqa: PLR0913  # one for each option
    file: Path,
    organisation: str,
    source: str,
    type_: str | None,
    columns: str | None,
    *,
    stubs: bool,
    commit: bool,
    all_or_none: bool,
) -> None:
    """Take in a file of records: JSON, JSON lines, CSV or XLSX, by its ending.

    It can be killed at any time: `supervision work`, or a server, goes on with what is left. It
    ends with exit code 1 if any row was refused.
    """
    query = _query(type_, columns, stubs=stubs, commit=commit, all_or_none=all_or_none)
    with opened() as database:
        client = _client(database, organisation, source)
        done = _worked_off(database, client, _taken_in(database, client, file, query))
        refused = database.read_now(client, _refused, done.id)
    _tell(done, refused)
    raise SystemExit(1 if done.outcomes.refused else 0)


def _query(
    type_: str | None, columns: str | None, *, stubs: bool, commit: bool, all_or_none: bool
) -> ImportQuery:
    try:
        return ImportQuery(
            type=RecordType(type_) if type_ else None,
            columns=columns,
            mode=ImportMode.COMMIT if commit else ImportMode.VALIDATE,
            on_unknown_ref=UnknownRef.STUB if stubs else UnknownRef.REJECT,
            atomic=Atomicity.ALL if all_or_none else Atomicity.ITEM,
        )
    except ValidationError as error:
        raise click.BadParameter(error.errors()[0]["msg"], param_hint="--columns") from None


def _client(database: Database, organisation: str, source: str) -> Client:
    with database.engine.connect() as connection:
        found = clients.of_source(connection, organisation, source)
    if found is None:
        raise click.ClickException(
            "There is no such organisation with such a source: `supervision key` makes them."
        )
    return found


def _taken_in(database: Database, client: Client, file: Path, query: ImportQuery) -> ImportWhole:
    media_type = MEDIA_TYPES.get(file.suffix.lower())
    if media_type is None:
        raise click.ClickException(f"The file must end in one of: {', '.join(MEDIA_TYPES)}.")
    try:
        by = _columns(database, client, media_type, query)
        with file.open("rb") as opened_file:
            parts = files.parts_of(opened_file, media_type, query.type, by.fields)
            answer = _received(database, client, query, parts, by.edition)
    except Refused as refused:
        told = [refused.detail, *(fault.detail for fault in refused.faults)]
        raise click.ClickException(" ".join(told)) from None
    return ImportWhole.model_validate(json.loads(answer.body))


def _columns(database: Database, client: Client, media_type: str, query: ImportQuery) -> Chosen:
    if media_type not in files.TABLES:
        return AS_THEY_ARE
    return database.read_now(client, choose, query, client.source)


def _received(
    database: Database,
    client: Client,
    query: ImportQuery,
    parts: Iterator[list[Row]],
    columns_edition: int | None,
) -> Answer:
    """Store the file part by part, or nothing of it."""
    first, second = next(parts, []), next(parts, [])
    if not second:
        return database.write_now(client, service.start, query, first, None, columns_edition)
    id = database.write_now(client, receiving.begin, query, first, columns_edition)
    try:
        while second:
            database.write_now(client, receiving.go_on, id, second)
            second = next(parts, [])
        return database.write_now(client, service.close, id, None)
    except BaseException:
        database.write_now(client, receiving.forget, id)
        raise


def _worked_off(database: Database, client: Client, found: ImportWhole) -> ImportWhole:
    """Go on until it is finished, whoever else works on it meanwhile."""
    with click.progressbar(length=found.total, label="Rows") as bar:
        bar.update(found.done)
        for now in _progress(database, client, found):
            bar.update(now.done - bar.pos)
            found = now
    return found


def _progress(database: Database, client: Client, found: ImportWhole) -> Iterator[ImportWhole]:
    pace = Pace(SECONDS_OF_A_BATCH[database.engine.dialect.name])
    while not found.finished_at:
        _put_next(database, client, pace)
        found = database.read_now(client, service.find, found.id)
        yield found


def _put_next(database: Database, client: Client, pace: Pace) -> None:
    """One batch, unless somebody is at one for so long that we cannot wait for them any more."""
    began = monotonic()
    try:
        worked = database.write_now(client, working.batch, pace)
    except SQLAlchemyError as error:
        if not will_pass(error):
            raise
        return
    if worked:
        pace.note(worked.work, worked.records, monotonic() - began)
        statistics.refresh(database.engine)
    if not (worked and worked.records):
        sleep(WHILE_OTHERS_WORK)


def _refused(uow: UnitOfWork, id: UUID) -> list[ImportRowRead]:
    query = ImportRowFilter(outcome=ImportOutcome.REFUSED)
    return [listing.read(row) for row in listing.rows_after(uow, id, query, 0, MOST_TOLD)]


def _tell(done: ImportWhole, refused: list[ImportRowRead]) -> None:
    for row in refused:
        for error in row.errors:
            click.echo(
                f"Row {row.number}: {error.pointer or 'all of it'}: {error.detail}", err=True
            )
    if done.outcomes.refused > len(refused):
        click.echo(f"… and {done.outcomes.refused - len(refused)} more rows.", err=True)
    told = (*done.outcomes, ("stubbed", done.stubbed))
    counts = [f"{count} {name}" for name, count in told if count]
    click.echo(
        f"{', '.join(counts).replace('_', ' ')}; flags: {done.flags.raised} raised, "
        f"{done.flags.cleared} cleared"
    )
    if done.columns_edition:
        click.echo(f"It was read by the columns that are saved, edition {done.columns_edition}.")
    if done.mode is ImportMode.VALIDATE:
        click.echo("Nothing was stored: add --commit.")
