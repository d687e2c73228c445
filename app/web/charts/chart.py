"""What a chart shows, before it is drawn: groups in rows, months or bands in columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.web.charts.grid import Strip

MOST_MARKS = 1000
"""The marks that one picture holds: some 80 teams by month for a year."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one group has in one column.

    `size` is how high it stands, null where there is nothing to count; `figure` and `share` are
    written, `said` is what those hear who do not see it; `band` is the word of the policy.
    """

    size: float | None
    figure: str
    said: str
    share: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One group, with a mark for every column."""

    label: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Scale:
    """What stands highest in the whole chart, and what is aimed at."""

    top: float
    aim: float = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to draw rows: its heights for a row alone and among others, the room for an axis."""

    draw: Callable[[Strip, Row, Scale], str]
    alone: int
    among: int
    axis: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole chart; `about` is written below the title, `asked` is only said.

    `together` is written under the heads of the columns; `key` explains colours, by the class of
    what has them.
    """

    kind: Kind
    title: str
    about: Sequence[str]
    asked: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Sequence[Row]
    scale: Scale
    key: Sequence[tuple[str, str]]
    as_at: date
    known_at: datetime
    together: Row | None = None


def room(columns: int) -> int:
    """How many rows a chart with so many columns has room for; at least one."""
    return max(MOST_MARKS // max(columns, 1), 1)
