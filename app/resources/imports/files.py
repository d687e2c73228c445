"""The formats in which a file may come, by media type; it is read row by row."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from app.resources.imports.checking import Row, checked
from app.resources.imports.csv_tables import rows_of_csv
from app.resources.imports.json_lines import rows_of_array, rows_of_lines
from app.resources.imports.lines import Line
from app.resources.imports.tables import Columns
from app.resources.imports.workbooks import rows_of_workbook
from app.vocabulary import RecordType

JSON = "application/json"
JSON_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
CSV = frozenset({"text/csv", "text/tab-separated-values"})
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = frozenset({*CSV, WORKBOOK})
ACCEPTED = frozenset({JSON, *JSON_LINES, *TABLES})
AT_ONCE = 1000


def parts_of(
    file: BinaryIO, media_type: str, usual: RecordType | None, columns: Columns
) -> Iterator[list[Row]]:
    """Its rows, a thousand at a time; of all but a workbook little more is in memory.

    `usual` is the type of rows that name none, `columns` are those of a table.
    """
    rows = checked(_lines(file, media_type, columns), usual, texts=media_type in TABLES)
    return iter(lambda: list(islice(rows, AT_ONCE)), [])


def _lines(file: BinaryIO, media_type: str, columns: Columns) -> Iterable[Line]:
    if media_type in CSV:
        return rows_of_csv(file, columns)
    if media_type == WORKBOOK:
        return rows_of_workbook(file, columns)
    return rows_of_lines(file) if media_type in JSON_LINES else rows_of_array(file)
