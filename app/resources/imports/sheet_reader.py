"""Reads the first sheet of a workbook: a program of its own, which writes a JSON list for each row.

A sheet whose last cell is far away takes hundreds of gigabytes while it is read, however small its
file; and who cannot have them is ended. So this process is, and not the one that serves.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 2 * 1024**3
"""Of memory: a sheet of ten million cells takes half of it."""
MOST_SECONDS = 120
NO_WORKBOOK = 3
"""How it ends where it cannot read what it is given."""


def read() -> None:
    """Write what the sheet says that stands in the file which is our input."""
    os.lseek(sys.stdin.fileno(), 0, os.SEEK_SET)
    try:
        sheet = CalamineWorkbook.from_filelike(sys.stdin.buffer).get_sheet_by_index(0)
    except (CalamineError, IndexError):
        raise SystemExit(NO_WORKBOOK) from None
    for row in sheet.iter_rows():
        texts = [text(cell) for cell in row]
        sys.stdout.write(json.dumps(texts if any(texts) else []) + "\n")


def text(cell: object) -> str:
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
    return str(cell)


def keep_small() -> None:
    """Take no more than our share, where the system can hold us to it."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415  # there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    keep_small()
    read()
