"""A chart as an SVG document: title, description in words, what it is about, the rows."""

from collections.abc import Iterator
from importlib.resources import files

from app.web.charts.chart import Chart, Row
from app.web.charts.elements import box, escaped, number, text
from app.web.charts.grid import Strip
from app.web.charts.layout import EDGE, LINE, Layout, key_width, label_of, layout_of, line_of

STYLE = files("app.web").joinpath("static/chart.css").read_text(encoding="utf-8")
NOTHING = "Nothing was expected here."
_TITLE, _ABOUT, _KEY = 36, 60, 64


def svg(chart: Chart) -> bytes:
    """The document; the same chart is always the same bytes."""
    layout = layout_of(chart)
    width, height = number(layout.width), number(layout.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="en-GB" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title" aria-describedby="about">'
        f'<title id="title">{escaped(chart.title)}</title>'
        f'<desc id="about">{escaped(in_words(chart))}</desc>'
        f"<style>{STYLE}</style>"
        f'<rect class="ground" width="{width}" height="{height}"/>'
        f"{''.join((*_above(chart), *_rows(chart, layout)))}</svg>\n"
    ).encode()


def in_words(chart: Chart) -> str:
    """Every figure of the chart as text, a line for each group, after what was asked."""
    asked = "; ".join(f"{name} {said}" for name, said in chart.asked)
    rows = [chart.together, *chart.rows] if chart.together else chart.rows
    told = [_told(chart, row) for row in rows] or [NOTHING]
    return "\n".join([*(f"{said}." for said in (*chart.about, asked)), *told])


def _told(chart: Chart, row: Row) -> str:
    marks = zip(chart.columns, row.marks, strict=True)
    return f"{row.label}. {'; '.join(f'{column}: {mark.said}' for column, mark in marks)}."


def _above(chart: Chart) -> Iterator[str]:
    """The title, what the chart is about, and what its colours mean."""
    yield text(EDGE, _TITLE, chart.title, "title")
    for place, said in enumerate(chart.about):
        yield text(EDGE, _ABOUT + place * LINE, line_of(said), "about")
    x, y = float(EDGE), _KEY + len(chart.about) * LINE
    for of, said in chart.key:
        yield box(x, y - 11, 16, 13, of)
        yield text(x + 22, y, said, "about")
        x += key_width(said)


def _rows(chart: Chart, layout: Layout) -> Iterator[str]:
    if not chart.rows:
        yield text(EDGE, layout.head, NOTHING)
        return
    yield from _heads(chart, layout.strip(0))
    for place, row in enumerate(chart.rows):
        strip = layout.strip(place)
        yield text(EDGE, strip.top + 24, label_of(row), "label")
        yield chart.kind.draw(strip, row, chart.scale)


def _heads(chart: Chart, first: Strip) -> Iterator[str]:
    """What stands over the columns: their names, and below them what all have together."""
    y = first.top - 10
    if chart.together:
        yield text(EDGE, y, chart.together.label, "share")
        for column, mark in enumerate(chart.together.marks):
            yield text(first.middle(column), y, mark.figure, "share", anchor="middle")
        y -= LINE
    for column, said in enumerate(chart.columns):
        yield text(first.middle(column), y, said, "head", anchor="middle")
