"""`python -m benchmarks`: speed and survival, on SQLite and on PostgreSQL."""

import contextlib
from pathlib import Path

import click

from benchmarks import profiling, speed
from benchmarks.faults import survival
from benchmarks.report import Report, load
from benchmarks.scenery import FULL, QUICK
from benchmarks.stage import KINDS

database = click.option(
    "--database",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="May be given twice; both unless told.",
)
folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the databases are made, on a real disk; the system's folder unless told.",
)
quick = click.option("--quick", is_flag=True, help="A tenth of the data, shorter rounds.")


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Measure speed, then survival."""
    if context.invoked_subcommand is None:
        context.invoke(measure)
        context.invoke(survive)


@main.command("speed")
@database
@folder
@quick
def measure(
    kinds: tuple[str, ...] = (), folder: Path | None = None, *, quick: bool = False
) -> None:
    """How fast the service is, beside bare FastAPI and plain SQL."""
    report = Report()
    report.tell(load())
    with contextlib.closing(report):
        speed.measure(kinds or KINDS, QUICK if quick else FULL, report, folder)


@main.command("profile")
@database
@folder
def profile(kinds: tuple[str, ...], folder: Path | None) -> None:
    """Where the time of a POST and of a GET goes."""
    for kind in kinds or KINDS:
        profiling.profile(kind, folder)


@main.command("faults")
@database
@folder
@click.option("--seed", type=int, help="When the kills come; by chance unless told.")
def survive(
    kinds: tuple[str, ...] = (), folder: Path | None = None, seed: int | None = None
) -> None:
    """What the service survives: SIGKILL, rivals, and a database that goes away."""
    report = Report()
    with contextlib.closing(report):
        survival.survive(kinds or KINDS, report, folder, seed=seed)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
