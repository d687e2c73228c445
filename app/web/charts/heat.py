"""A heat map: each cell coloured by its band, with the letter of the band and the figure."""

from app.web.charts.chart import Kind, Mark, Row, Scale
from app.web.charts.elements import box, text
from app.web.charts.grid import Strip

_GAP = 2


def _draw(strip: Strip, row: Row, _: Scale) -> str:
    return "".join(_cell(strip, column, mark) for column, mark in enumerate(row.marks))


def _cell(strip: Strip, column: int, mark: Mark) -> str:
    left, middle = strip.begins(column), strip.middle(column)
    size = strip.cell - _GAP, strip.height - _GAP
    parts = [
        box(left, strip.top, *size, mark.band or "none"),
        text(middle, strip.top + 19, mark.figure, "figure", anchor="middle"),
    ]
    if mark.share:
        parts.append(text(middle, strip.top + 34, mark.share, "count", anchor="middle"))
    if mark.band:
        parts.append(text(left + 5, strip.top + 13, mark.band[0].upper(), "letter"))
    return "".join(parts)


HEAT = Kind(_draw, alone=44, among=44)
