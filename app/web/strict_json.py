"""JSON read once and strictly: what would poison the database or a later list is refused."""

import json
import math
import re
from typing import Any, NoReturn

from app.errors import Fault, Invalid, Malformed
from app.web.faults import MAX_FAULTS, pointer_to

MAX_DEPTH = 16
_LARGEST = 2**63 - 1
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(body: bytes) -> object:
    """The value that a body holds; raises `Malformed`."""
    if body.startswith(_BYTE_ORDER_MARK):
        raise Malformed("The body begins with a byte order mark.", code="byte-order-mark")
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed("The body is not valid UTF-8.", code="not-utf-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"The body is not JSON: look at {where}.", code="not-json") from None
    except RecursionError:
        raise _too_deep() from None
    check_text("\n".join(_texts(value)))
    return value


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


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
