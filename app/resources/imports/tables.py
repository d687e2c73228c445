"""Rows of a CSV, however a spreadsheet or a case system wrote it."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from app.errors import Fault, Malformed
from app.resources.imports.lines import Line
from app.web import strict_json

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a file that begins with a byte order mark is encoded."""
Columns = Mapping[str, str]
"""Our field for each column that is to be read; empty: columns are named after our fields."""

csv.field_size_limit(LONGEST_CELL)


def rows_of_csv(body: bytes, columns: Columns) -> Iterator[Line]:
    """The rows below the header, with the text of each cell that is not empty by its field."""
    text = _decoded(body)
    strict_json.check_text(text)
    header_end = text.find("\n") if "\n" in text else len(text)
    delimiter = max(DELIMITERS, key=text[:header_end].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        fields = _fields(next(reader, []), columns)
        for number, cells in enumerate((cells for cells in reader if any(cells)), start=1):
            yield _line(number, fields, cells)
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


def _fields(header: list[str], columns: Columns) -> list[str | None]:
    """The field of each column, None for one that is not to be read."""
    names = [name.strip() for name in header]
    if not any(names):
        raise Malformed("The file is empty: its first line names the columns.")
    if missing := columns.keys() - set(names):
        faults = (
            Fault("column-missing", "A column named here is not there.", parameter="columns"),
        )
        detail = f"{len(missing)} of the columns that are named in `columns` are not in the file."
        raise Malformed(detail, faults=faults)
    fields = [columns.get(name) if columns else name or None for name in names]
    read = [field for field in fields if field]
    if len(read) != len(set(read)):
        raise Malformed("Two columns of the file are the same field.")
    return fields


def _line(number: int, fields: list[str | None], cells: list[str]) -> Line:
    if len(cells) > len(fields):
        return Line(
            number, {}, (Fault("too-many-cells", "Has more cells than columns.", pointer=""),)
        )
    pairs = zip(fields, cells, strict=False)
    return Line(number, {field: cell for field, cell in pairs if field and cell.strip()})
