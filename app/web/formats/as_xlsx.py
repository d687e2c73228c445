"""A workbook: the rows with real days and numbers, then a sheet that says what they are."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, ClassVar

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.web.formats.cells import Cell, listed, written_out
from app.web.formats.table import Batch, Column, Kind, Row, Table
from app.web.formats.writer import Writer

MOST_ROWS = 1_048_575
"""The rows that a sheet holds below its header."""
LONGEST_TEXT = 32_767
"""The characters that a cell holds."""
PIECE = 64 * 1024
_FIRST_YEAR = 1900
_WIDTHS = {Kind.DAY: 12, Kind.INSTANT: 20, Kind.UUID: 38, Kind.BOOLEAN: 9, Kind.LIST: 40}
_JOINED = {Kind.LIST: listed, Kind.OBJECT: written_out}
Sheet = Any
Book = Any
"""Of xlsxwriter, which has no types."""
Put = Callable[[Sheet, int, int, Any], object]


class XlsxWriter(Writer):
    """Written to a folder of its own, row by row; the file comes when all rows are there."""

    suffix: ClassVar[str] = "xlsx"
    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, table: Table, most_rows: int = MOST_ROWS) -> None:
        super().__init__(table)
        self._most = most_rows
        self._folder = Path(mkdtemp(prefix="supervision-xlsx-"))
        self._file = self._folder / "table.xlsx"
        self._book: Book = Workbook(
            str(self._file),
            {"constant_memory": True, "tmpdir": str(self._folder), "use_zip64": True},
        )
        self._book.set_properties({"title": table.title})
        self._header = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._bold = self._book.add_format({"bold": True, "font_size": 14})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._put = [self._putting(column.kind) for column in table.columns]
        self._sheets: list[tuple[Sheet, int]] = []
        self._rows = 0

    def begin(self) -> bytes:
        """The first sheet; nothing is ready yet."""
        self._add_sheet()
        return b""

    def add(self, rows: Batch) -> bytes:
        """Keep the rows; nothing is ready yet."""
        for row in rows:
            self._add_row(row)
        return b""

    def end(self) -> Iterator[bytes]:
        """The whole file."""
        self._filter()
        self._add_read_me()
        self._book.close()
        with self._file.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def close(self) -> None:
        """Remove the folder; files that were left open are closed first."""
        for sheet in self._book.worksheets():
            if sheet.row_data_fh and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
        self._book.fileclosed = True  # else its end would look for what is gone
        rmtree(self._folder, ignore_errors=True)

    def _add_sheet(self) -> None:
        name = self.table.title[:25]
        number = len(self._sheets) + 1
        sheet = self._book.add_worksheet(name if number == 1 else f"{name} {number}")
        for place, column in enumerate(self.table.columns):
            sheet.set_column(place, place, _width(column))
            sheet.write_string(0, place, column.name, self._header)
        sheet.freeze_panes(1, 0)
        self._sheets.append((sheet, 0))

    def _add_row(self, row: Row) -> None:
        sheet, count = self._sheets[-1]
        if count == self._most:
            self._filter()
            self._add_sheet()
            sheet, count = self._sheets[-1]
        count += 1
        for place, (put, value) in enumerate(zip(self._put, row, strict=True)):
            if value is not None:
                put(sheet, count, place, value)
        self._sheets[-1] = sheet, count
        self._rows += 1

    def _filter(self) -> None:
        sheet, count = self._sheets[-1]
        sheet.autofilter(0, 0, count, len(self.table.columns) - 1)

    def _add_read_me(self) -> None:
        sheet = self._book.add_worksheet("Read me")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 2, 90)
        lines = [
            [(self.table.title, self._bold)],
            *([(name, self._header), (_cut(said), None)] for name, said in self.table.asked),
            [("rows", self._header), (str(self._rows), None)],
            [("instants", self._header), ("UTC", None)],
            [],
            [(name, self._header) for name in ("column", "kind", "meaning")],
            *(
                [
                    (column.name, None),
                    (column.kind.value, None),
                    (_cut(column.description), self._wrapped),
                ]
                for column in self.table.columns
            ),
        ]
        for number, line in enumerate(lines):
            for place, (text, style) in enumerate(line):
                sheet.write_string(number, place, text, style)

    def _putting(self, kind: Kind) -> Put:
        """How the cells of a kind are written; text is never taken for a formula or a link."""
        if kind in (Kind.INTEGER, Kind.NUMBER):
            return _plain(Worksheet.write_number)
        if kind is Kind.BOOLEAN:
            return _plain(Worksheet.write_boolean)
        if kind is Kind.DAY:
            return _dated(self._book.add_format({"num_format": "yyyy-mm-dd"}), _same)
        if kind is Kind.INSTANT:
            return _dated(self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), _in_utc)
        return _text(_JOINED.get(kind, str))


def _plain(put: Put) -> Put:
    return put


def _dated(style: Any, converted: Cell) -> Put:  # noqa: ANN401  # a format of xlsxwriter's
    def put(sheet: Sheet, row: int, place: int, value: Any) -> None:  # noqa: ANN401
        if value.year < _FIRST_YEAR:  # a workbook knows no earlier day
            sheet.write_string(row, place, value.isoformat())
        else:
            sheet.write_datetime(row, place, converted(value), style)

    return put


def _text(converted: Cell) -> Put:
    def put(sheet: Sheet, row: int, place: int, value: Any) -> None:  # noqa: ANN401
        sheet.write_string(row, place, _cut(converted(value)))

    return put


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _in_utc(value: datetime) -> datetime:
    """The instant in UTC, without saying so: a workbook knows no time zones."""
    return value.astimezone(UTC).replace(tzinfo=None)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _width(column: Column) -> int:
    return max(_WIDTHS.get(column.kind, 14), len(column.name) + 4)
