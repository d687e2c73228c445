"""Prints what was measured beside what was promised."""

import os
from dataclasses import dataclass, field
from time import strftime


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise and what became of it; `least` says whether the limit is a floor."""

    name: str
    measured: float
    limit: float
    unit: str = ""
    least: bool = False

    @property
    def is_kept(self) -> bool:
        """Within the limit."""
        return self.measured >= self.limit if self.least else self.measured <= self.limit

    def line(self) -> str:
        """One line of the summary."""
        sign = "≥" if self.least else "≤"
        word = "kept  " if self.is_kept else "MISSED"
        return (
            f"{word} {self.name:<64} {self.measured:9.3f}{self.unit} {sign} {self.limit}{self.unit}"
        )


@dataclass(slots=True)
class Report:
    """What one run has to say."""

    figures: list[Figure] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Say something at once."""
        print(f"{strftime('%H:%M:%S')} {line}", flush=True)

    def add(self, figure: Figure) -> None:
        """Keep a figure for the end."""
        self.figures.append(figure)

    def close(self) -> None:
        """All figures at a glance."""
        print()
        for figure in self.figures:
            print(figure.line())


def load() -> str:
    """How busy the machine is: its average over the last minute, and its processors."""
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors"
