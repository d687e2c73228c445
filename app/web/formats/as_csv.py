"""CSV (RFC 4180) that a spreadsheet cannot be made to run."""

import csv
import re
from collections.abc import AsyncGenerator
from io import StringIO
from typing import ClassVar

from app.web.formats.cells import AS_TEXT, converted, safe
from app.web.formats.table import Batch, Table
from app.web.formats.writer import Writer

_QUOTED = re.compile(r'[",\r\n]')


def cell(text: str) -> str:
    """A cell of text as the writer below writes it, for lines that are put together elsewhere."""
    text = safe(text)
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text


async def with_header(
    table: Table, lines: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """The header line, then these."""
    yield CsvWriter(table).begin()
    async for some in lines:
        yield some


class CsvWriter(Writer):
    """A header line, then a line for each row; every column is always there."""

    suffix: ClassVar[str] = "csv"
    media_type: ClassVar[str] = "text/csv; charset=utf-8; header=present"

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._buffer = StringIO(newline="")
        self._lines = csv.writer(self._buffer, lineterminator="\r\n")

    def begin(self) -> bytes:
        """The header line."""
        self._lines.writerow(self.table.names)
        return self._drained()

    def add(self, rows: Batch) -> bytes:
        """The lines of these rows."""
        self._lines.writerows(converted(self.table.columns, rows, AS_TEXT))
        return self._drained()

    def _drained(self) -> bytes:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode()
