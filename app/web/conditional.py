"""ETag, If-None-Match, If-Match: a version, and a hash of the body as this client sees it."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Header

from app.errors import Malformed, Stale

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_OURS = re.compile(r'"v([0-9]{1,18})-[0-9a-f]{16}"')
_SEPARATOR = re.compile(r"[ \t]*,[ \t]*")
_WEAK = "W/"


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that an If-Match allows, None for any; `given` is whether it was sent."""

    versions: frozenset[int] | None = None
    given: bool = False

    def check(self, version: int) -> None:
        """Raise `Stale` unless this version is allowed."""
        if self.versions is not None and version not in self.versions:
            raise Stale("The record has changed since you read it: read it again.")

    def check_given(self) -> None:
        """Raise `Stale` (428) where the header was not sent at all."""
        if not self.given:
            raise Stale("Send the ETag of the record as If-Match.", code="if-match-required")


def etag_of(version: int, body: bytes) -> str:
    """The entity tag of a record: its version and a hash of its body, in quotes."""
    return f'"v{version}-{blake2b(body, digest_size=8).hexdigest()}"'


def is_current(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller already holds what would be sent; compares weakly, as RFC 9110 asks."""
    if if_none_match is None:
        return False
    tags = _tags(if_none_match, "If-None-Match")
    return tags is None or etag in {tag.removeprefix(_WEAK) for tag in tags}


def expected(if_match: str | None) -> Expected:
    """What an If-Match allows; a weak or foreign tag allows nothing. Raises `Malformed`."""
    if if_match is None:
        return Expected()
    tags = _tags(if_match, "If-Match")
    if tags is None:
        return Expected(given=True)
    ours = (_OURS.fullmatch(tag) for tag in tags)
    return Expected(frozenset(int(tag[1]) for tag in ours if tag), given=True)


def _tags(header: str, name: str) -> list[str] | None:
    """The tags of a list, or None for `*`."""
    if header.strip() == "*":
        return None
    tags = _SEPARATOR.split(header.strip())
    if not all(_TAG.fullmatch(tag) for tag in tags):
        detail = f"{name} must hold entity tags in quotes, or *."
        raise Malformed(detail, code="malformed-header")
    return tags


_IfMatch = Header(
    alias="If-Match", description="The ETag that was read: refused with 412 if stale."
)


async def _expected(if_match: Annotated[str | None, _IfMatch] = None) -> Expected:
    return expected(if_match)


IfMatch = Annotated[Expected, Depends(_expected)]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="An ETag that you hold: 304 if it is current."),
]
