"""What the rules may know of narrative: how many words it has, and the hashes of its shingles.

The rules never read a text. Two texts are compared by the shares of five words in a row that they
have in common; a hash of 32 bits cannot be read back, and two that differ meet once in millions.
"""

import re
import struct
from zlib import crc32

from app.rules.facts import Text

SHINGLE = 5
TOKEN = re.compile(r"[^\W_]+")
WORD = re.compile(r"[^\W_]\S*")  # what stands before it in a word of several signs is passed over
# Most texts are ASCII, in which words are found by a table in a fifth of the time.
ASCII = [chr(code) for code in range(128)]
SIGNS = "".join(sign for sign in ASCII if not (sign.isalnum() or sign.isspace())).encode()
BLANKS = "".join(sign for sign in ASCII if sign.isspace()).encode()
APART = bytes.maketrans(SIGNS + BLANKS, b" " * len(SIGNS + BLANKS))
TO_BLANKS = bytes.maketrans(BLANKS, b" " * len(BLANKS))


def word_count(text: str | None) -> int | None:
    """How many words with a letter or a digit a text has; None where there is none."""
    if text is None:
        return None
    if text.isascii():
        return len(text.encode().translate(TO_BLANKS, delete=SIGNS).split())
    return len(WORD.findall(text))


def shingles(text: str | None) -> bytes | None:
    """The hashes of each five words in a row, casefolded; in order, each once."""
    if text is None:
        return None
    tokens = _tokens(text.casefold())
    rows = zip(*(tokens[n:] for n in range(SHINGLE)), strict=False)
    hashes = sorted({crc32(b" ".join(row)) for row in rows})
    return struct.pack(f"<{len(hashes)}I", *hashes)


def _tokens(text: str) -> list[bytes]:
    if text.isascii():
        return text.encode().translate(APART).split()
    return [token.encode() for token in TOKEN.findall(text)]


def as_fact(words: int | None, packed: bytes | None) -> Text | None:
    """A text as the rules know it; None: it was not sent."""
    if words is None:
        return None
    data = packed or b""
    return Text(words, frozenset(struct.unpack(f"<{len(data) // 4}I", data)))


def is_said(text: str | None) -> bool:
    """Whether there is a text and more than blanks in it."""
    return bool(text and text.strip())
