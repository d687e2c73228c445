"""The key that a request carries: as Bearer, as X-API-Key or as the password of Basic."""

import binascii
from base64 import b64decode
from collections.abc import Iterable

from app.errors import Malformed, Unauthenticated

_LONGEST_KEY = 256


def key_from(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The one key in the headers; raises `Unauthenticated`, or `Malformed` if two disagree."""
    found: set[str] = set()
    for name, value in headers:
        if name == b"authorization":
            found.add(_from_authorization(value))
        elif name == b"x-api-key":
            found.add(_checked(value))
    if not found:
        raise Unauthenticated("Send a key: as Bearer, as X-API-Key or as the password of Basic.")
    if len(found) > 1:
        raise Malformed("Two different keys were sent.", code="conflicting-credentials")
    return found.pop()


def _from_authorization(value: bytes) -> str:
    scheme, _, credential = value.strip().partition(b" ")
    credential = credential.strip()
    kind = scheme.lower()
    if kind == b"bearer":
        return _checked(credential)
    if kind == b"basic":
        return _checked(_password(credential))
    raise Unauthenticated("Authorization must be Bearer or Basic.")


def _password(credential: bytes) -> bytes:
    try:
        return b64decode(credential, validate=True).partition(b":")[2]
    except binascii.Error:
        raise Unauthenticated("The Basic credential is not base64.") from None


def _checked(key: bytes) -> str:
    """Only what could be a key is looked up."""
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.decode().isprintable():
        raise unknown_key()
    return key.decode()


def unknown_key() -> Unauthenticated:
    """The refusal of a key that is none of ours, or no longer."""
    return Unauthenticated("This key is not valid.")
