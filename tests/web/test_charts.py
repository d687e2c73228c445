"""Charts as they are drawn, whatever the figures are of."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.web.charts.bars import BARS
from app.web.charts.chart import MOST_MARKS, Chart, Kind, Mark, Row, Scale, room
from app.web.charts.drawn import NOTHING, STYLE, svg
from app.web.charts.heat import HEAT
from app.web.charts.lines import LINES
from app.web.charts.words import percent, shortened, width_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = [HEAT, BARS, LINES]
HALF = Mark(0.5, "50%", "50% red, 1 of 2", "1 of 2", "red")
WHOLE = Mark(1.0, "100%", "100% green, 2 of 2", "2 of 2", "green")
NONE = Mark(None, "-", "no rate")


def chart(kind: Kind, *rows: Row, **changes: Any) -> Chart:
    """A chart of months with these rows."""
    heads = [f"Month {n}" for n in range(len(rows[0].marks) if rows else 0)]
    made = Chart(
        kind=kind,
        title="Met in time",
        about=["As at today"],
        asked=[("rule", "r")],
        columns=heads,
        rows=rows,
        scale=Scale(1, 0.9),
        key=[],
        as_at=date(2026, 2, 27),
        known_at=datetime(2026, 2, 27, tzinfo=UTC),
    )
    return replace(made, **changes)


def drawn(kind: Kind, *rows: Row, **changes: Any) -> ET.Element:
    """The same as the elements of an SVG document."""
    return ET.fromstring(svg(chart(kind, *rows, **changes)))  # noqa: S314  # our own


def of_class(picture: ET.Element, *names: str) -> list[ET.Element]:
    """The elements that have one of these classes, in their order."""
    return [each for each in picture.iter() if set(each.get("class", "").split()) & set(names)]


def texts(picture: ET.Element) -> list[str]:
    """All that is written."""
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def heights(marks: Sequence[ET.Element]) -> list[float]:
    """How tall rectangles are."""
    return [float(mark.attrib["height"]) for mark in marks]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_a_name_and_all_its_figures_in_words(kind: Kind) -> None:
    picture = drawn(kind, Row("North", [HALF, NONE]))
    assert picture.get("role") == "img"
    named = {each.get("id"): each.text or "" for each in picture if each.get("id")}
    assert named[picture.attrib["aria-labelledby"]] == "Met in time"
    assert named[picture.attrib["aria-describedby"]].splitlines() == [
        "As at today.",
        "rule r.",
        "North. Month 0: 50% red, 1 of 2; Month 1: no rate.",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_heard_first_stands_first(kind: Kind) -> None:
    assert [each.tag for each in drawn(kind)][:2] == [f"{SVG}title", f"{SVG}desc"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_asks_for_nothing_and_runs_nothing(kind: Kind) -> None:
    text = svg(chart(kind, Row("North", [HALF]))).decode()
    assert re.findall(r"https?://[^\"'\s]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.findall(
        r"(?i)<script|<image|<use|<foreignobject|href|url\(|@import|\son\w+=", text
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_sent_is_text_wherever_it_stands(kind: Kind) -> None:
    hostile = "</text><script>x</script>&\"'"
    row = Row(hostile, [Mark(1, hostile, hostile, hostile)])
    picture = drawn(kind, row, title=hostile, about=[hostile], columns=[hostile], together=row)
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} <= {
        "svg", "title", "desc", "style", "text", "rect", "line", "polyline", "circle",
    }  # fmt: skip
    assert texts(picture).count(hostile) >= 5


@pytest.mark.parametrize("letter", ["\x00", "\x08", "\x1f", "\ud800", "\uffff"])
def test_what_xml_does_not_know_is_replaced(letter: str) -> None:
    assert "North\ufffd" in texts(drawn(HEAT, Row(f"North{letter}", [HALF])))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chart_is_the_same_bytes(kind: Kind) -> None:
    assert svg(chart(kind, Row("North", [HALF]))) == svg(chart(kind, Row("North", [HALF])))


@pytest.mark.parametrize("kind", KINDS)
def test_without_rows_it_says_that_there_is_nothing(kind: Kind) -> None:
    picture = drawn(kind)
    assert NOTHING in texts(picture)
    assert NOTHING in picture[1].text.splitlines()  # type: ignore[union-attr]  # the description


def test_a_cell_has_the_colour_the_letter_and_the_figure_of_its_band() -> None:
    picture = drawn(HEAT, Row("North", [HALF, WHOLE, NONE]))
    assert [each.get("class") for each in of_class(picture, "red", "green", "none")] == [
        "red",
        "green",
        "none",
    ]
    assert [each.text for each in of_class(picture, "letter")] == ["R", "G"]
    assert [each.text for each in of_class(picture, "figure")] == ["50%", "100%", "-"]
    assert [each.text for each in of_class(picture, "count")] == ["1 of 2", "2 of 2"]


def test_a_bar_is_as_tall_as_its_number_and_nothing_has_none() -> None:
    marks = [Mark(n, str(n), str(n)) for n in (8, 4, 0)]
    picture = drawn(BARS, Row("North", marks), scale=Scale(8))
    tall, half = heights(of_class(picture, "bar"))
    assert tall == pytest.approx(2 * half)
    assert [each.text for each in of_class(picture, "figure")] == ["8", "4", "0"]


def test_bars_of_different_groups_have_one_scale() -> None:
    rows = [Row(label, [Mark(n, str(n), str(n))]) for label, n in (("North", 8), ("South", 2))]
    north, south = heights(of_class(drawn(BARS, *rows, scale=Scale(8)), "bar"))
    assert north == pytest.approx(4 * south)


def test_bars_of_nothing_at_all_are_drawn_as_noughts() -> None:
    picture = drawn(BARS, Row("North", [Mark(0, "0", "0")]), scale=Scale(0))
    assert of_class(picture, "bar") == []
    assert "0" in texts(picture)


def test_a_line_is_broken_where_there_is_no_rate() -> None:
    picture = drawn(LINES, Row("North", [HALF, WHOLE, NONE, HALF]))
    runs = [each.attrib["points"].split() for each in picture.iter(f"{SVG}polyline")]
    assert [len(run) for run in runs] == [2, 1]
    assert len(list(picture.iter(f"{SVG}circle"))) == 3
    assert [each.text for each in of_class(picture, "figure")] == ["50%", "100%", "-", "50%"]


def test_a_point_stands_on_the_level_of_its_rate() -> None:
    picture = drawn(LINES, Row("North", [HALF, WHOLE]))
    _, half, whole = [float(each.attrib["y1"]) for each in of_class(picture, "level")]
    points = [float(each.attrib["cy"]) for each in picture.iter(f"{SVG}circle")]
    assert points == [half, whole]


def test_what_all_have_together_stands_below_the_heads() -> None:
    together = Row("All together", [Mark(12, "12", "12")])
    picture = drawn(BARS, Row("North", [Mark(7, "7", "7")]), together=together)
    assert {"All together", "12"} <= set(texts(picture))
    assert "All together. Month 0: 12." in picture[1].text.splitlines()  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_outside_the_picture(kind: Kind) -> None:
    long = "A very long name of a team that goes on and on"
    picture = drawn(kind, *(Row(long, [HALF] * 30) for _ in range(4)), key=[("green", long)] * 4)
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    places = [each for each in picture.iter() if "x" in each.attrib]
    assert len(places) > 30
    assert max(float(each.attrib["x"]) for each in places) < width
    assert max(float(each.attrib["y"]) for each in places) < height


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("said", "behind"),
    [
        ("text", "ground"),
        ("about", "ground"),
        ("share", "ground"),
        *(("text", band) for band in ("green", "amber", "red", "none")),
    ],
)
def test_text_can_be_told_from_what_is_behind_it(scheme: str, said: str, behind: str) -> None:
    fills = colours(scheme)
    lighter, darker = sorted((luminance(fills[said]), luminance(fills[behind])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def colours(scheme: str) -> dict[str, str]:
    """What is filled with which colour, by class or element."""
    light, _, dark = STYLE.partition("@media (prefers-color-scheme: dark)")
    found: dict[str, str] = {}
    for part in (light, dark) if scheme == "dark" else (light,):
        for selectors, fill in re.findall(r"([\w., \n]+) \{[^}]*?fill: #(\w{6})", part):
            found |= {each.strip(" .\n"): fill for each in selectors.split(",")}
    return found


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("columns", "rows"), [(13, 76), (1, 1000), (5000, 1), (0, 1000)])
def test_a_picture_has_room_for_so_many_marks(columns: int, rows: int) -> None:
    assert room(columns) == rows
    assert rows == 1 or columns * rows <= MOST_MARKS


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (None, "-"),
        (0.0, "0%"),
        (0.004, "0%"),
        (0.896, "89%"),
        (0.9, "90%"),
        (0.999, "99%"),
        (1.0, "100%"),
    ],
)
def test_a_rate_is_never_rounded_up(rate: float | None, shown: str) -> None:
    assert percent(rate) == shown


@pytest.mark.parametrize("n", range(101))
def test_a_whole_number_of_per_cent_is_that_number(n: int) -> None:
    assert percent(n / 100) == f"{n}%"


@pytest.mark.parametrize(
    ("said", "short"), [("Team", "Team"), ("Team A", "Team…"), ("Teams A", "Teams…")]
)
def test_a_text_is_shortened_to_what_there_is_room_for(said: str, short: str) -> None:
    assert shortened(said, 6 if said == "Teams A" else 5 if said == "Team A" else 4) == short


def test_letters_of_east_asia_take_two_places() -> None:
    assert width_of("児童", 7) == width_of("team", 7)
