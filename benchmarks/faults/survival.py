"""All the trials on one kind of database after the other."""

import secrets
from pathlib import Path

from benchmarks.faults.kill import kill_again_and_again
from benchmarks.faults.restart import restart_again_and_again
from benchmarks.faults.rivals import edit_the_same, put_the_same
from benchmarks.faults.trial import trial
from benchmarks.report import Report

KILLS, RESTARTS = 10, 3


def survive(
    kinds: tuple[str, ...], report: Report, parent: Path | None, *, seed: int | None = None
) -> None:
    """Kill, compete and crash; each on a new database."""
    for kind in kinds:
        with trial(kind, report, parent) as ours:
            kill_again_and_again(ours, KILLS, secrets.randbelow(10**6) if seed is None else seed)
            ours.verify("after the kills")
        with trial(kind, report, parent) as ours, ours.service():
            put_the_same(ours)
            edit_the_same(ours)
        if kind == "postgresql":
            with trial(kind, report, parent) as ours:
                restart_again_and_again(ours, RESTARTS)
                ours.verify("after the crashes")
