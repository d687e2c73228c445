"""CSV (RFC 4180) that a spreadsheet cannot be made to run."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

CSV_TYPE = "text/csv; charset=utf-8; header=present"
CSV_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "CSV (RFC 4180)"}
}
"""How a download is described in OpenAPI."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS_AT_ONCE = 200


def csv_chunks(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The header line and every row, in chunks of some rows; columns are always all there."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for count, row in enumerate(rows, start=1):
        writer.writerow([cell(row.get(column)) for column in columns])
        if count % _ROWS_AT_ONCE == 0:
            yield _drained(buffer)
    yield _drained(buffer)


def cell(value: object) -> object:
    """One value as a spreadsheet should read it; what would be a formula gets an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_headers(name: str) -> dict[str, str]:
    """The headers of a download; `name` is ours and plain."""
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def _drained(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
