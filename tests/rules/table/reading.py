"""Reading the pages of this folder: rules as headings, and a row for each case in plain words."""

import re
from calendar import day_name, month_name
from datetime import date
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
HEADING = re.compile(r"## [^`]+ \(`([a-z-]+)`\)")
COLUMNS = ["what happened", "as at", "answer"]
DAY = re.compile(r"(?:(\w+day) )?(\d{1,2}) (\w+) (\d{4})")


class UnreadableError(Exception):
    """A page says what the reader does not know; the message names the file and the line."""


class Row(NamedTuple):
    """One case of one rule, still in words; `place` is the file and the line."""

    place: str
    rule: str
    happened: str
    as_at: str
    answer: str


def pages() -> list[Path]:
    """Every page of the table."""
    return sorted(HERE.glob("*.md"))


def read(page: Path) -> list[Row]:
    """The rows of a page, in its order."""
    return rows_of(page.name, page.read_text(encoding="utf-8"))


def rows_of(name: str, text: str) -> list[Row]:
    """The rows of a text; each table stands under the heading of its rule."""
    rows, rule, columns = [], "", False
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{name}:{number}"
        if line.startswith("##"):
            rule, columns = _rule(line, place), False
        elif line.startswith("|") and not columns:
            columns = _cells(line, place) == COLUMNS
            if not (rule and columns):
                raise UnreadableError(f"{place}: a table has a heading and the columns {COLUMNS}")
        elif line.startswith("|") and not set(line) <= set("|-"):
            rows.append(Row(place, rule, *_cells(line, place)))
    return rows


def day_of(words: str) -> date:
    """The day of “2 February 2026” or “Monday 2 February 2026”; a wrong weekday is an error."""
    found = DAY.fullmatch(words)
    if not found or found[3] not in month_name[1:]:
        raise UnreadableError(f"“{words}” is no day")
    try:
        day = date(int(found[4]), list(month_name).index(found[3]), int(found[2]))
    except ValueError as error:
        raise UnreadableError(f"“{words}” is no day") from error
    if found[1] and found[1] != day_name[day.weekday()]:
        raise UnreadableError(f"{words} is a {day_name[day.weekday()]}")
    return day


def in_words(day: date) -> str:
    """The day as the pages write it: 2 February 2026."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def _rule(line: str, place: str) -> str:
    found = HEADING.fullmatch(line)
    if not found:
        raise UnreadableError(f"{place}: a heading is what is expected and (`the-code`)")
    return found[1]


def _cells(line: str, place: str) -> list[str]:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if len(cells) != len(COLUMNS):
        raise UnreadableError(f"{place}: a row has {len(COLUMNS)} cells")
    return cells
