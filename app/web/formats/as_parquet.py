"""Parquet, with typed columns; it needs the extra `[parquet]`."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from app.errors import Refused
from app.web.formats.cells import Cell, converted, written_out
from app.web.formats.table import Batch, Kind, Row, Table
from app.web.formats.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS_AT_ONCE = 20_000
"""How many rows are kept until they become a row group: what a reader skips or reads as one."""
_CELLS: "Mapping[Kind, Cell]" = {
    Kind.TEXT: str,
    Kind.NUMBER: float,
    Kind.UUID: str,
    Kind.LIST: lambda values: list(map(str, values)),
    Kind.OBJECT: written_out,
}


class ParquetWriter(Writer):
    """Row groups as they fill up, then the footer; what was asked is in the file's metadata."""

    suffix: ClassVar[str] = "parquet"
    media_type: ClassVar[str] = "application/vnd.apache.parquet"

    @classmethod
    def check(cls) -> None:
        """Raise `Refused` where pyarrow is not installed."""
        if find_spec("pyarrow") is None:
            raise Refused(
                "Parquet is not installed here. Ask for .csv, .jsonl or .xlsx, or have whoever "
                "runs the service install supervision-api[parquet].",
                code="not-acceptable",
            )

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        import pyarrow as pa  # noqa: PLC0415  # large, and an extra
        from pyarrow import parquet  # noqa: PLC0415

        self._pa = pa
        self._schema = _schema(pa, table)
        self._sink = _Sink()
        self._file = parquet.ParquetWriter(self._sink, self._schema)
        self._waiting: list[Row] = []

    def add(self, rows: Batch) -> bytes:
        """A row group if there are enough rows for one."""
        self._waiting.extend(rows)
        if len(self._waiting) >= ROWS_AT_ONCE:
            self._write()
        return self._sink.drained()

    def end(self) -> Iterator[bytes]:
        """The last row group and the footer."""
        if self._waiting:
            self._write()
        self._file.close()
        yield self._sink.drained()

    def _write(self) -> None:
        rows = converted(self.table.columns, self._waiting, _CELLS)
        values = [
            self._pa.array(column, type=field.type)
            for column, field in zip(zip(*rows, strict=True), self._schema, strict=True)
        ]
        self._file.write_batch(self._pa.record_batch(values, schema=self._schema))
        self._waiting = []


class _Sink:
    """What is written can be taken out at once; all that pyarrow wants of a file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self.closed = False

    def write(self, piece: Any) -> int:  # noqa: ANN401  # a buffer of pyarrow's
        written = bytes(piece)
        self._pieces.append(written)
        self._size += len(written)
        return len(written)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def drained(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _schema(pa: Any, table: Table) -> Any:  # noqa: ANN401  # pyarrow has no types
    kinds = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.INSTANT: pa.timestamp("us", tz="UTC"),
        Kind.UUID: pa.string(),
        Kind.LIST: pa.list_(pa.string()),
        Kind.OBJECT: pa.string(),
    }
    fields = [
        pa.field(column.name, kinds[column.kind], metadata={"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"title": table.title, **dict(table.asked)})
