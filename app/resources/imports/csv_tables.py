"""Rows of a CSV, however a spreadsheet or a case system wrote it."""

import csv
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO

from app.errors import Malformed
from app.resources.imports.lines import Line
from app.resources.imports.tables import Columns, rows_of_table
from app.web import strict_json

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000
PIECE = 1_000_000
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a file that begins with a byte order mark is encoded."""

csv.field_size_limit(LONGEST_CELL)


def rows_of_csv(file: BinaryIO, columns: Columns) -> Iterator[Line]:
    """The rows; raises `Malformed` with the line where it is no CSV."""
    encoding = _encoding(file)
    errors = "strict" if encoding.startswith("utf-8") else "replace"
    text = TextIOWrapper(file, encoding, errors, newline="")
    header = text.readline()
    lines = _checked(chain([header], text))
    reader = csv.reader(lines, delimiter=_delimiter(header), strict=True)
    try:
        yield from rows_of_table(reader, columns)
    except csv.Error:
        detail = f"The CSV cannot be read: look at line {reader.line_num}."
        raise Malformed(detail) from None
    finally:
        if not file.closed:  # as it is where the import was refused on the way
            text.detach()  # the file is not ours to close


def _checked(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        strict_json.check_text(line)
        yield line


def _encoding(file: BinaryIO) -> str:
    """How it is encoded; what is not UTF-8 and bears no mark comes from Windows in western Europe.

    All of it is looked at, piece by piece, and then from its beginning again.
    """
    head = file.read(3)
    file.seek(0)
    marked = next((name for mark, name in MARKS.items() if head.startswith(mark)), None)
    decoder = getincrementaldecoder("utf-8")()
    try:
        while marked != "utf-16" and (piece := file.read(PIECE)):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if marked:
            raise Malformed("The CSV is marked as UTF-8, and is not all in UTF-8.") from None
        return "cp1252"
    finally:
        file.seek(0)
    return marked or "utf-8"


def _delimiter(header: str) -> str:
    """The one that parts the header most often."""
    return max(DELIMITERS, key=header.count)
