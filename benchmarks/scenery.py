"""What the measurements need to find in a database, and how much of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.db.migrate import upgrade
from benchmarks.history import AUTHORITY, NEIGHBOUR, Archive, Staff

FORTNIGHT = 14
SENDERS = 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is stored, and for how long it is measured."""

    past: Staff
    """Whom the figures of compliance are about, and all rules: in full an authority of 500 workers
    and seven years."""
    busy: Staff
    """For whom sessions are sent while 16 send at once: two each before the day is today."""
    wide: Staff
    """The same, but their sessions have six discussions, four actions and four reviews."""
    veterans: Staff
    """Ten years of fortnightly sessions."""
    beginners: Staff
    """Two sessions."""
    rounds: int
    seconds: float
    starts: int
    questions: int

    @property
    def pairs(self) -> int:
        """How often a veteran's session is timed against a beginner's."""
        return min(2 * self.veterans.workers, self.beginners.workers)


def _sizes(scale: int, rounds: int, seconds: float, starts: int, questions: int) -> Sizes:
    return Sizes(
        past=Staff("W", 50 * scale, 13 * 7, 28, 5, has_cases=True),
        busy=Staff("B", 400 + 160 * scale, 2, FORTNIGHT, 29),
        wide=Staff("X", 200 + 40 * scale, 2, FORTNIGHT, 29, is_wide=True),
        veterans=Staff("V", 3 * scale, 26 * 10, FORTNIGHT, 29),
        beginners=Staff("N", 6 * scale, 2, FORTNIGHT, 29),
        rounds=rounds,
        seconds=seconds,
        starts=starts,
        questions=questions,
    )


FULL = _sizes(scale=10, rounds=5, seconds=2.5, starts=5, questions=21)
QUICK = _sizes(scale=1, rounds=3, seconds=1.0, starts=3, questions=7)


def fill(file: Path, sizes: Sizes, tell: Callable[[str], None]) -> None:
    """Fill an SQLite file with two organisations: one that asks, and one that writes."""
    url = f"sqlite:///{file}"
    upgrade(url)
    for name, staffs in (
        (AUTHORITY, (sizes.past,)),
        (NEIGHBOUR, (sizes.busy, sizes.wide, sizes.veterans, sizes.beginners)),
    ):
        archive = Archive(url, name)
        archive.fill(staffs, tell)
        archive.close()
