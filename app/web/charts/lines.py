"""A line over the months: a rate from 0 to all, broken where there is none."""

from collections.abc import Iterator
from itertools import groupby

from app.web.charts.chart import Kind, Row, Scale
from app.web.charts.elements import dot, line, path, text
from app.web.charts.grid import Point, Strip

_ABOVE, _BELOW = 28, 30
_AXIS = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))


def _draw(strip: Strip, row: Row, scale: Scale) -> str:
    parts = [*_axis(strip), _across(strip, scale.aim, "aim")]
    parts += [path(run, "rate") for run in _runs(strip, row)]
    for column, mark in enumerate(row.marks):
        x, y = strip.middle(column), _level(strip, mark.size or 0)
        if mark.size is not None:
            parts.append(dot(x, y, "point"))
        parts.append(text(x, y - 10, mark.figure, "figure halo", anchor="middle"))
        parts.append(text(x, strip.bottom - 10, mark.share, "share", anchor="middle"))
    return "".join(parts)


def _axis(strip: Strip) -> Iterator[str]:
    for rate, said in _AXIS:
        yield _across(strip, rate, "level")
        yield text(strip.left - 8, _level(strip, rate) + 4, said, "share", anchor="end")


def _across(strip: Strip, rate: float, of: str) -> str:
    y = _level(strip, rate)
    return line((strip.left, y), (strip.right, y), of)


def _level(strip: Strip, rate: float) -> float:
    """How far down a rate stands."""
    return strip.top + _ABOVE + (strip.height - _ABOVE - _BELOW) * (1 - rate)


def _runs(strip: Strip, row: Row) -> Iterator[list[Point]]:
    """The points of neighbouring months that have a rate; a gap parts them."""
    marks = list(enumerate(row.marks))
    for is_there, run in groupby(marks, lambda each: each[1].size is not None):
        if is_there:
            yield [(strip.middle(n), _level(strip, mark.size or 0)) for n, mark in run]


LINES = Kind(_draw, alone=280, among=130, axis=44)
