"""Checks of a request's first line and headers, before anything else looks at them."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from app.errors import Malformed

MAX_TARGET = 8_192
MAX_HEADERS = 32_768
_LONGEST_NUMBER = 18
_PLAIN = re.compile(rb"[!-$&-~]*")
_ENCODED = re.compile(rb"(?:[!-$&-~]|%[0-9A-Fa-f]{2})*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_ONCE = frozenset(
    {
        b"host",
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"authorization",
        b"x-api-key",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
        b"on-behalf-of",
    }
)


def check_target(scope: Scope) -> None:
    """Raise `Malformed` on an address that is too long, not UTF-8 or holds control characters."""
    path, query = scope.get("raw_path"), scope["query_string"]
    if path is None:
        path = scope["path"].encode()
    if len(path) + len(query) > MAX_TARGET:
        detail = f"An address may have {MAX_TARGET} bytes at most."
        raise Malformed(detail, code="target-too-long")
    if not path.startswith(b"/"):
        raise _malformed()
    for part in (path, query):
        if _PLAIN.fullmatch(part) is None:
            _check_encoded(part)


def check_headers(scope: Scope) -> None:
    """Raise `Malformed` on headers that are too large, unreadable or repeated."""
    seen: dict[bytes, bytes] = {}
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name in _ONCE:
            if name in seen:
                raise Malformed(f"Send {name.decode()} once.", code="repeated-header")
            seen[name] = value
    if size > MAX_HEADERS:
        raise Malformed("Send fewer or shorter headers.", code="headers-too-large")
    if b"host" not in seen and scope["http_version"] == "1.1":
        raise Malformed("Send the Host header.", code="host-missing")
    length = seen.get(b"content-length")
    if length is not None and not (length.isdigit() and len(length) <= _LONGEST_NUMBER):
        raise Malformed("Content-Length must be a number.", code="malformed-header")


def _check_encoded(part: bytes) -> None:
    if _ENCODED.fullmatch(part) is None:
        raise _malformed()
    try:
        text = unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed() from None
    if _CONTROL.search(text):
        raise _malformed()


def _malformed() -> Malformed:
    detail = "Percent-encode path and query as UTF-8, without control characters."
    return Malformed(detail, code="malformed-target")
