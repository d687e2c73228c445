"""`python -m benchmarks`: speed and survival, on SQLite and on PostgreSQL."""

import contextlib
from pathlib import Path

import click

from benchmarks import exports, flat, importing, partitions, profiling, rules, scale, speed
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
    """Measure speed, exports, rules, growth, imports, scale and survival, one by one."""
    if context.invoked_subcommand is None:
        context.invoke(measure)
        context.invoke(pull)
        context.invoke(judge)
        context.invoke(grow)
        context.invoke(take_in)
        context.invoke(spread)
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


@main.command("exports")
@database
@folder
@quick
def pull(kinds: tuple[str, ...] = (), folder: Path | None = None, *, quick: bool = False) -> None:
    """How fast all that was expected comes as CSV, beside the database's own dump."""
    report = Report()
    with contextlib.closing(report):
        exports.measure(kinds or KINDS, (QUICK if quick else FULL).past, report, folder)


@main.command("rules")
@database
@folder
@quick
@click.option("--pure", is_flag=True, help="Only the rules by themselves, without a database.")
@click.option("--profile", "profiled", is_flag=True, help="Only where the time of the rules goes.")
def judge(
    kinds: tuple[str, ...] = (),
    folder: Path | None = None,
    *,
    quick: bool = False,
    pure: bool = False,
    profiled: bool = False,
) -> None:
    """How fast an authority is judged: by the rules alone, and after a change of policy."""
    report = Report()
    staff = (QUICK if quick else FULL).past
    with contextlib.closing(report):
        rules.pure(staff, report, profiled=profiled)
        if not (pure or profiled):
            rules.stored(kinds or KINDS, staff, report, folder)


@main.command("flat")
@database
@folder
@quick
def grow(kinds: tuple[str, ...] = (), folder: Path | None = None, *, quick: bool = False) -> None:
    """Whether a write costs the same with a hundred times as much stored."""
    report = Report()
    with contextlib.closing(report):
        flat.measure(kinds or KINDS, flat.QUICK if quick else flat.FULL, report, folder)


@main.command("imports")
@database
@folder
@quick
def take_in(
    kinds: tuple[str, ...] = (), folder: Path | None = None, *, quick: bool = False
) -> None:
    """How fast a file is taken in, beside single POSTs and a copy; and how much memory it takes."""
    report = Report()
    report.tell(load())
    with contextlib.closing(report):
        importing.measure(
            kinds or KINDS, importing.QUICK if quick else importing.FULL, report, folder
        )


@main.command("scale")
@folder
def spread(folder: Path | None = None) -> None:
    """What a second worker process gains, and how fast events are read; on PostgreSQL."""
    report = Report()
    with contextlib.closing(report):
        scale.measure(report, folder)


@main.command("partitions")
@folder
@click.option("--neighbours", default=partitions.NEIGHBOURS, help="Who have as much as the first.")
def partition(folder: Path | None, neighbours: int) -> None:
    """What partitions by organisation change: the plan of docs/scaling.md, forth and back."""
    report = Report()
    with contextlib.closing(report):
        partitions.measure(neighbours, report, folder)


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
@quick
@click.option("--seed", type=int, help="When the kills come; by chance unless told.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(survival.TRIALS)),
    help="May be given several times; all unless told.",
)
def survive(
    kinds: tuple[str, ...] = (),
    folder: Path | None = None,
    seed: int | None = None,
    only: tuple[str, ...] = (),
    *,
    quick: bool = False,
) -> None:
    """What the service survives: SIGKILL, rivals, bad receivers, a database that goes away."""
    report = Report()
    with contextlib.closing(report):
        survival.survive(kinds or KINDS, report, folder, only=only, seed=seed, quick=quick)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
