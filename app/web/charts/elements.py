"""Pieces of SVG; what was sent is escaped, and what XML does not know is replaced."""

import re
from collections.abc import Iterable
from html import escape

from app.web.charts.grid import Point

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(said: str) -> str:
    """Text that may stand between tags and in attributes."""
    return escape(_NOT_IN_XML.sub("\ufffd", said))


def text(x: float, y: float, said: str, of: str = "", *, anchor: str = "start") -> str:
    """Words that begin, have their middle, or end at a point of their base line."""
    held = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{_class(of)} x="{number(x)}" y="{number(y)}"{held}>{escaped(said)}</text>'


def box(x: float, y: float, width: float, height: float, of: str) -> str:
    """A rectangle with slightly rounded corners."""
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect{_class(of)} x="{number(x)}" y="{number(y)}" {size} rx="3"/>'


def line(begins: Point, ends: Point, of: str) -> str:
    """A straight line."""
    x1, y1, x2, y2 = map(number, (*begins, *ends))
    return f'<line{_class(of)} x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def path(points: Iterable[Point], of: str) -> str:
    """A line through points."""
    listed = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polyline{_class(of)} points="{listed}"/>'


def dot(x: float, y: float, of: str) -> str:
    """A small round mark."""
    return f'<circle{_class(of)} cx="{number(x)}" cy="{number(y)}" r="4"/>'


def number(value: float) -> str:
    """A length, the same text on every machine."""
    return f"{round(value, 1):g}"


def _class(of: str) -> str:
    return f' class="{of}"' if of else ""
