"""JSON read once and strictly: what would poison the database or a later list is refused."""

import json
import math
import re
from typing import Any, NamedTuple, NoReturn

from app.errors import Fault, Invalid, Malformed
from app.web.faults import MAX_FAULTS, pointer_to

MAX_DEPTH = 16
_LARGEST = 2**63 - 1
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Beginning(NamedTuple):
    """Where a text begins in its body: behind so many lines, and columns of its first line."""

    lines: int = 0
    columns: int = 0

    def behind(self, gone: str, instead: str) -> "Beginning":
        """Where it begins when some of it is gone and something stands there instead."""
        lines = gone.count("\n")
        columns = len(gone) - (gone.rfind("\n") + 1) - len(instead)
        return Beginning(self.lines + lines, columns + (0 if lines else self.columns))

    def where(self, error: json.JSONDecodeError) -> str:
        """What to look at in the body."""
        column = error.colno + (self.columns if error.lineno == 1 else 0)
        return f"line {self.lines + error.lineno}, column {column}"


_OF_ALL = Beginning()


def parse(body: bytes) -> object:
    """The value that a body holds; raises `Malformed`."""
    check_mark(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise not_utf_8() from None
    return parse_text(text)


def parse_text(text: str, begins: Beginning = _OF_ALL) -> object:
    """The value that a text holds; raises `Malformed` with the place in the body."""
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = begins.where(error)
        raise Malformed(f"The body is not JSON: look at {where}.", code="not-json") from None
    except RecursionError:
        raise _too_deep() from None
    check(value)
    return value


def check(value: object) -> None:
    """Raise `Malformed` on what is too deep, and on texts that hold what no text may."""
    check_text("\n".join(_texts(value)))


def check_mark(body: bytes) -> None:
    """Raise `Malformed` on a byte order mark."""
    if body.startswith(_BYTE_ORDER_MARK):
        raise Malformed("The body begins with a byte order mark.", code="byte-order-mark")


def not_utf_8() -> Malformed:
    """The refusal of bytes that are no text."""
    return Malformed("The body is not valid UTF-8.", code="not-utf-8")


def check_controls(value: object, names: frozenset[str]) -> None:
    """Raise `Invalid` where text holds control characters other than tab and line breaks."""
    texts = _texts(value)
    if _CONTROL.search("\n".join(texts)) is None:
        return
    raise Invalid(
        "Text must not hold control characters other than tab and line breaks.",
        code="invalid",
        faults=_control_faults(value, names),
    )


def _texts(value: object) -> list[str]:
    """Every string and key of a value, level by level: depth needs no recursion."""
    texts: list[str] = []
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for node in level:
            if type(node) is str:
                texts.append(node)
            elif type(node) is dict:
                texts.extend(node)
                inner.extend(node.values())
            elif type(node) is list:
                inner.extend(node)
        if not inner:
            return texts
        level = inner
    if any(isinstance(node, dict | list) for node in level):
        raise _too_deep()
    return texts + [node for node in level if type(node) is str]


def check_text(text: str) -> None:
    """Raise `Malformed` on what no text may hold: NUL, half a character."""
    if "\x00" in text:
        raise Malformed("Text must not hold the NUL character.", code="nul-character")
    if not text.isascii() and _SURROGATE.search(text):
        raise Malformed("Text must not hold half a surrogate pair.", code="lone-surrogate")


def _control_faults(value: object, names: frozenset[str]) -> tuple[Fault, ...]:
    faults: list[Fault] = []
    waiting: list[tuple[tuple[int | str, ...], Any]] = [((), value)]
    while waiting and len(faults) < MAX_FAULTS:
        loc, node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(((*loc, key), inner) for key, inner in node.items())
        elif isinstance(node, list):
            waiting.extend(((*loc, place), inner) for place, inner in enumerate(node))
        held = "".join(node) if isinstance(node, dict) else node
        if isinstance(held, str) and _CONTROL.search(held):
            detail = "Remove control characters; tab and line breaks may stay."
            faults.append(Fault("control-character", detail, pointer=pointer_to(loc, names, value)))
    return tuple(faults)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("An object has the same key twice.", code="duplicate-key")
    return made


def _whole(text: str) -> int:
    if len(text) > len(str(_LARGEST)) + 1 or abs(number := int(text)) > _LARGEST:
        raise _not_representable()
    return number


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or (number == 0 and _says_more_than_zero(text)):
        raise _not_representable()
    return number


def _says_more_than_zero(text: str) -> bool:
    digits = text.lower().partition("e")[0]
    return any(digit in "123456789" for digit in digits)


def _constant(_: str) -> NoReturn:
    raise _not_representable()


def _not_representable() -> Malformed:
    return Malformed("A number does not fit 64 bits, or is none.", code="number-not-representable")


def _too_deep() -> Malformed:
    return Malformed(f"Objects and lists may be nested {MAX_DEPTH} deep at most.", code="too-deep")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
