"""Bars side by side: one for each band or week, with its figure on top."""

from app.web.charts.chart import Kind, Row, Scale
from app.web.charts.elements import box, line, text
from app.web.charts.grid import Strip

_ABOVE, _BELOW, _SIDE = 30, 10, 0.2


def _draw(strip: Strip, row: Row, scale: Scale) -> str:
    floor = strip.bottom - _BELOW
    highest = strip.height - _ABOVE - _BELOW
    parts = [line((strip.left, floor), (strip.right, floor), "floor")]
    for column, mark in enumerate(row.marks):
        tall = highest * (mark.size or 0) / (scale.top or 1)
        if tall:
            left = strip.begins(column) + _SIDE * strip.cell
            parts.append(box(left, floor - tall, (1 - 2 * _SIDE) * strip.cell, tall, "bar"))
        parts.append(
            text(strip.middle(column), floor - tall - 6, mark.figure, "figure", anchor="middle")
        )
    return "".join(parts)


BARS = Kind(_draw, alone=240, among=90)
