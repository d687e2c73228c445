"""JSON lines: an object a line, with numbers as numbers and lists as lists."""

from typing import ClassVar

from pydantic_core import to_json

from app.web.formats.table import Batch
from app.web.formats.writer import Writer


class JsonLinesWriter(Writer):
    """A line for each row, with every column by its name; null where it is empty."""

    suffix: ClassVar[str] = "jsonl"
    media_type: ClassVar[str] = "application/x-ndjson"

    def add(self, rows: Batch) -> bytes:
        """The lines of these rows."""
        names = self.table.names
        return b"".join(to_json(dict(zip(names, row, strict=True))) + b"\n" for row in rows)
