"""A JSON array read item by item: memory holds an item and a piece of the file, not all of it.

Each item is read by the decoder of `strict_json`. One that it cannot read may only be cut short,
where the piece ends: as much again is read, until it can be read or the file has ended; that takes
time in proportion to the file. What is left at the end is parsed as if it were all, with a 0 for
the items that were taken, and is refused as the whole file would be.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.errors import Malformed
from app.web import strict_json
from app.web.strict_json import Beginning

PIECE = 100_000
_BEFORE_FIRST = re.compile(r"[ \t\n\r]*\[[ \t\n\r]*")
_BEFORE_NEXT = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_BEHIND = re.compile(r"[ \t\n\r]*[,\]]")
_TAKEN = "[0"


def items(file: BinaryIO, piece: int = PIECE) -> Iterator[Any]:
    """The items; raises `Malformed`, of several reasons for the one that it meets first."""
    strict_json.check_mark(file.read(3))
    file.seek(0)
    ahead = _Ahead(file, piece)
    while ahead.read_on():
        yield from ahead.take()
    ahead.check_end()


class _Ahead:
    """What has been read of a file and not been taken yet."""

    def __init__(self, file: BinaryIO, piece: int) -> None:
        self._file = file
        self._piece = piece
        self._decoder = getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._begins = Beginning()

    def read_on(self) -> bool:
        """Whether there was more to read: a piece, or as much again as is held."""
        self._let_go()
        more = self._file.read(max(self._piece, len(self._text)))
        try:
            self._text += self._decoder.decode(more, final=not more)
        except UnicodeDecodeError:
            raise strict_json.not_utf_8() from None
        return bool(more)

    def take(self) -> Iterator[Any]:
        """The items that are held whole, which shows by what stands behind them."""
        before = _BEFORE_NEXT if self._at else _BEFORE_FIRST
        while start := before.match(self._text, self._at):
            try:
                item, end = strict_json.DECODER.raw_decode(self._text, start.end())
            except (ValueError, Malformed, RecursionError):
                return  # it is cut short, or wrong: the end of the file will tell
            if not _BEHIND.match(self._text, end):
                return
            strict_json.check([item])
            self._at = end
            before = _BEFORE_NEXT
            yield item

    def check_end(self) -> None:
        """Raise `Malformed` unless nothing is left but the end of an array."""
        if not isinstance(strict_json.parse_text(self._text, self._begins), list):
            raise Malformed("Send a JSON array with an object for each record.")

    def _let_go(self) -> None:
        """Keep a 0 in place of what was taken."""
        if self._at:
            self._begins = self._begins.behind(self._text[: self._at], _TAKEN)
            self._text = _TAKEN + self._text[self._at :]
            self._at = len(_TAKEN)
