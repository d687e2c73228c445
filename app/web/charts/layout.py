"""How much room a chart takes, worked out once from all that is written in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.web.charts.chart import Chart, Row
from app.web.charts.grid import Strip
from app.web.charts.words import shortened, width_of

EDGE, LINE = 24, 19
LONGEST_LABEL, LONGEST_LINE = 36, 110
_NARROWEST, _NARROWEST_CELL, _ABOVE_ROWS = 560, 46, 92
_SMALL, _BOLD, _TITLE = 7.4, 8.8, 11.5
"""Roughly how wide a letter is, for the three sizes of text; the fonts are the reader's."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the cells begin, how large each is, and the size of the whole."""

    left: float
    head: float
    cell: float
    row: float
    columns: int
    width: float
    height: float

    def strip(self, place: int) -> Strip:
        """The place of a row, counted from 0."""
        return Strip(self.left, self.head + place * self.row, self.cell, self.row, self.columns)


def layout_of(chart: Chart) -> Layout:
    """Wide enough for what is written in any cell, beside the rows and above them."""
    left = EDGE + 16 + chart.kind.axis + _widest(_BOLD, map(label_of, chart.rows))
    cell = max(_NARROWEST_CELL, _in_cells(chart)) + 16
    head = _ABOVE_ROWS + len(chart.about) * LINE + LINE * (bool(chart.key) + bool(chart.together))
    row = chart.kind.alone if len(chart.rows) == 1 else chart.kind.among
    width = max(_NARROWEST, left + cell * len(chart.columns), EDGE + _written(chart)) + EDGE
    height = head + row * len(chart.rows) + EDGE
    return Layout(left, head, cell, row, len(chart.columns), width, height)


def label_of(row: Row) -> str:
    """A row's label, so long as there is room for."""
    return shortened(row.label, LONGEST_LABEL)


def line_of(said: str) -> str:
    """A line of text, so long as there is room for."""
    return shortened(said, LONGEST_LINE)


def key_width(said: str) -> float:
    """The room that one colour with its meaning takes."""
    return round(40 + width_of(said, _SMALL))


def _in_cells(chart: Chart) -> float:
    shares = (mark.share for row in chart.rows for mark in row.marks)
    return max(_widest(_SMALL, shares), _widest(_SMALL, chart.columns))


def _written(chart: Chart) -> float:
    """How wide the widest line above the rows is."""
    key = sum(key_width(said) for _, said in chart.key)
    return max(width_of(chart.title, _TITLE), _widest(_SMALL, map(line_of, chart.about)), key)


def _widest(letter: float, texts: Iterable[str]) -> float:
    return round(max((width_of(said, letter) for said in texts), default=0))
