"""All the trials on one kind of database after the other."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import deliveries, importing
from benchmarks.faults.deliveries import deliver_again_and_again
from benchmarks.faults.importing import import_again_and_again
from benchmarks.faults.kill import kill_again_and_again
from benchmarks.faults.restart import restart_again_and_again
from benchmarks.faults.rivals import edit_the_same, put_the_same
from benchmarks.faults.trial import trial
from benchmarks.report import Report

KILLS, KILLS_OF_A_CALLER, RESTARTS = 10, 20, 3


@dataclass(frozen=True, slots=True)
class Round:
    """On which database, how large, and by which chance."""

    kind: str
    report: Report
    parent: Path | None
    seed: int
    is_quick: bool


def survive(  # noqa: PLR0913  # what a command line may say
    kinds: tuple[str, ...],
    report: Report,
    parent: Path | None,
    *,
    only: Iterable[str] = (),
    seed: int | None = None,
    quick: bool = False,
) -> None:
    """Kill, compete, crash, import and call; each on a new database."""
    chosen = set(only) or TRIALS.keys()
    for kind in kinds:
        for name, attempt in TRIALS.items():
            if name in chosen:
                drawn = secrets.randbelow(10**6) if seed is None else seed
                attempt(Round(kind, report, parent, drawn, quick))


def _kill(round: Round) -> None:
    with trial(round.kind, round.report, round.parent) as ours:
        kill_again_and_again(ours, KILLS, round.seed)
        ours.verify("after the kills")


def _compete(round: Round) -> None:
    with trial(round.kind, round.report, round.parent) as ours, ours.service():
        put_the_same(ours)
        edit_the_same(ours)


def _restart(round: Round) -> None:
    """There is no server to crash where the database is a file."""
    if round.kind == "postgresql":
        with trial(round.kind, round.report, round.parent) as ours:
            restart_again_and_again(ours, RESTARTS)
            ours.verify("after the crashes")


def _import(round: Round) -> None:
    staff = importing.QUICK if round.is_quick else importing.FULL
    with trial(round.kind, round.report, round.parent, is_empty=True) as ours:
        import_again_and_again(ours, staff, KILLS, round.seed)
        ours.verify("after the import")


def _deliver(round: Round) -> None:
    pause = deliveries.QUICK if round.is_quick else deliveries.FULL
    with trial(round.kind, round.report, round.parent) as ours:
        deliver_again_and_again(ours, pause, KILLS_OF_A_CALLER, round.seed)
        ours.verify("after the deliveries")


TRIALS: dict[str, Callable[[Round], None]] = {
    "kill": _kill,
    "rivals": _compete,
    "restart": _restart,
    "import": _import,
    "deliveries": _deliver,
}
