"""What every format has: it takes rows in batches and gives bytes as soon as it has some."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from app.web.formats.table import Batch, Table


class Writer(ABC):
    """Writes one table; it is made anew for each download, and used by one thread at a time."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod  # noqa: B027  # most need nothing
    def check(cls) -> None:
        """Raise a refusal where this installation lacks what the format needs."""

    def begin(self) -> bytes:
        """What comes before the first row."""
        return b""

    @abstractmethod
    def add(self, rows: Batch) -> bytes:
        """Write some rows; what is ready of the file."""

    def end(self) -> Iterator[bytes]:
        """What comes after the last row, in pieces."""
        yield from ()

    def close(self) -> None:  # noqa: B027  # most open nothing
        """Leave nothing behind; called also where the reader has gone away."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format as the operations offer it."""

    writer: type[Writer]
    says: str
    schema: dict[str, Any]

    @property
    def suffix(self) -> str:
        """The ending of its files, without the full stop."""
        return self.writer.suffix

    @property
    def plain_type(self) -> str:
        """Its media type without parameters, as OpenAPI and Accept name it."""
        return self.writer.media_type.partition(";")[0]
