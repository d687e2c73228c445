"""Rows of the first sheet of an Excel workbook; of a formula, its value as it was last shown."""

import json
import sys
from collections.abc import Iterator
from subprocess import DEVNULL, PIPE, Popen
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from app.errors import Malformed
from app.resources.imports import sheet_reader
from app.resources.imports.lines import Line
from app.resources.imports.tables import Cells, Columns, rows_of_table
from app.web import strict_json

LARGEST = 250_000_000
"""Bytes of a workbook without its compression: what is packed tighter is no workbook of records."""
READER = (sys.executable, "-I", sheet_reader.__file__)


def rows_of_workbook(file: BinaryIO, columns: Columns) -> Iterator[Line]:
    """The rows; raises `Malformed` where it is no workbook, or too large a one."""
    try:
        with ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except BadZipFile:
        raise _no_workbook() from None
    if size > LARGEST:
        raise _too_large()
    yield from rows_of_table(_rows(file), columns)


def _rows(file: BinaryIO) -> Iterator[Cells]:
    """What another process reads, which may come to grief over it instead of us."""
    descriptor = file.fileno()  # before the rest is written: it may be in memory until now
    file.flush()
    with Popen(READER, stdin=descriptor, stdout=PIPE, stderr=DEVNULL) as reader:  # noqa: S603  # our own program
        try:
            yield from map(_cells, reader.stdout or ())
            status = reader.wait()
        finally:
            reader.kill()
    if status == sheet_reader.NO_WORKBOOK:
        raise _no_workbook()
    if status:
        raise _too_large()


def _cells(line: bytes) -> Cells:
    texts: list[str] = json.loads(line)
    for text in texts:
        strict_json.check_text(text)
    return texts


def _no_workbook() -> Malformed:
    return Malformed("This cannot be read as an Excel workbook (.xlsx).")


def _too_large() -> Malformed:
    return Malformed("The workbook is too large: send a CSV.", code="body-too-large")
