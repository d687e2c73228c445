"""Rows of a CSV, however a spreadsheet or a case system wrote it."""

import csv
from collections.abc import Iterator
from io import StringIO

from app.errors import Malformed
from app.resources.imports.lines import Line
from app.resources.imports.tables import Columns, rows_of_table
from app.web import strict_json

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a file that begins with a byte order mark is encoded."""

csv.field_size_limit(LONGEST_CELL)


def rows_of_csv(body: bytes, columns: Columns) -> Iterator[Line]:
    """The rows; raises `Malformed` with the line where it is no CSV."""
    text = _decoded(body)
    strict_json.check_text(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from rows_of_table(reader, columns)
    except csv.Error:
        detail = f"The CSV cannot be read: look at line {reader.line_num}."
        raise Malformed(detail) from None


def _decoded(body: bytes) -> str:
    """The text; what is not UTF-8 and bears no mark comes from Windows in western Europe."""
    marked = next((name for mark, name in MARKS.items() if body.startswith(mark)), "utf-8")
    try:
        return body.decode(marked)
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The one that parts the header most often."""
    header, _, _ = text.partition("\n")
    return max(DELIMITERS, key=header.count)
