"""Rows of the first sheet of an Excel workbook; of a formula, its value as it was last shown."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import Malformed
from app.resources.imports.lines import Line
from app.resources.imports.tables import Columns, rows_of_table
from app.web import strict_json

LARGEST = 250_000_000
"""Bytes of a workbook without its compression: what is packed tighter is no workbook of records."""


def rows_of_workbook(file: BinaryIO, columns: Columns) -> Iterator[Line]:
    """The rows; raises `Malformed` where it is no workbook, or too large a one."""
    try:
        with ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST:
            raise Malformed("The workbook is too large: send a CSV.", code="body-too-large")
        file.seek(0)
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        table = sheet.to_python(skip_empty_area=False)
    except (CalamineError, BadZipFile, IndexError):
        raise Malformed("This cannot be read as an Excel workbook (.xlsx).") from None
    yield from rows_of_table(([_text(cell) for cell in row] for row in table), columns)


def _text(cell: object) -> str:
    """A cell as a CSV would have it."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
    text = str(cell)
    strict_json.check_text(text)
    return text
