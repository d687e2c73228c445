"""The formats in which a file may come, by media type."""

from collections.abc import Iterable

from app.resources.imports.checking import Row, checked
from app.resources.imports.csv_tables import rows_of_csv
from app.resources.imports.json_lines import rows_of_array, rows_of_lines
from app.resources.imports.lines import Line
from app.resources.imports.schemas import ImportQuery, columns_in
from app.resources.imports.workbooks import rows_of_workbook

JSON = "application/json"
JSON_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
CSV = frozenset({"text/csv", "text/tab-separated-values"})
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPTED = frozenset({JSON, *JSON_LINES, *CSV, WORKBOOK})


def rows_of(body: bytes, media_type: str, query: ImportQuery, source: str) -> list[Row]:
    """Every row of a file, checked as far as that needs no database."""
    texts = media_type in {*CSV, WORKBOOK}
    return checked(_lines(body, media_type, query), query.type, source, texts=texts)


def _lines(body: bytes, media_type: str, query: ImportQuery) -> Iterable[Line]:
    columns = columns_in(query.columns) if query.columns else {}
    if media_type in CSV:
        return rows_of_csv(body, columns)
    if media_type == WORKBOOK:
        return rows_of_workbook(body, columns)
    return rows_of_lines(body) if media_type in JSON_LINES else rows_of_array(body)
