"""Pages of a list, by signed position: stable while others write, and useless anywhere else."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.types import Scope

from app.errors import Fault, Malformed

T = TypeVar("T")
Position = Sequence[str | int | float | bool | None]
_SIGNATURE = 16
DEFAULT_LIMIT, MAX_LIMIT = 50, 200


class PageQuery(BaseModel):
    """The parameters that every list takes; a list's own filters inherit from it."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Items per page.")
    cursor: str | None = Field(
        None, max_length=2048, description="`next_cursor` of the page before, unchanged."
    )

    def filters(self) -> dict[str, Any]:
        """What the cursor is bound to: everything asked for but the page itself."""
        return self.model_dump(mode="json", exclude={"limit", "cursor", "include_total"})


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None


class CountedPage(Page[T], Generic[T]):
    """One page of a list that can count itself, when asked with `include_total=true`."""

    known_at: datetime = Field(
        description="The last change that the first page could know of: as `updated_since` of the "
        "next pull, it gives all that has changed after it, and nothing else."
    )
    total: int | None = None


class Cursors:
    """Makes and reads the cursors of one list, for one organisation, with these filters."""

    def __init__(
        self, secret: bytes, organisation_id: UUID, list_name: str, filters: object
    ) -> None:
        bound = json.dumps([str(organisation_id), list_name, filters], sort_keys=True, default=str)
        self._key = hmac.digest(secret, bound.encode(), "sha256")

    def write(self, position: Position) -> str:
        """The cursor that leads to what comes after a position."""
        payload = json.dumps(list(position), separators=(",", ":")).encode()
        return urlsafe_b64encode(self._sign(payload) + payload).decode().rstrip("=")

    def read(self, cursor: str | None) -> list[Any] | None:
        """The position in a cursor, None without one; raises `Malformed` if not from this list."""
        if cursor is None:
            return None
        signed = _decoded(cursor)
        payload = signed[_SIGNATURE:]
        if not hmac.compare_digest(signed[:_SIGNATURE], self._sign(payload)):
            raise _invalid()
        position: list[Any] = json.loads(payload)
        return position

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, "sha256")[:_SIGNATURE]


def next_link(scope: Scope, cursor: str | None) -> dict[str, str]:
    """The Link header to the next page, as a mapping of headers; empty on the last."""
    if cursor is None:
        return {}
    query = parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True)
    others = [(name, value) for name, value in query if name != "cursor"]
    target = f"{quote(scope['path'])}?{urlencode([*others, ('cursor', cursor)])}"
    return {"Link": f'<{target}>; rel="next"'}


def page_body(items: Sequence[bytes], next_cursor: str | None, **more: int | str | None) -> bytes:
    """A page out of items that are JSON already; `more` is what else it says, if not None."""
    said = {"next_cursor": next_cursor, **{k: v for k, v in more.items() if v is not None}}
    rest = json.dumps(said, separators=(",", ":")).encode()
    return b'{"items":[%b],%b' % (b",".join(items), rest[1:])


def _decoded(cursor: str) -> bytes:
    """The bytes of a cursor; only the one spelling that we write is read."""
    try:
        signed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise _invalid() from None
    if urlsafe_b64encode(signed).decode().rstrip("=") != cursor:
        raise _invalid()
    return signed


def _invalid() -> Malformed:
    detail = "This cursor does not belong to this list with these filters."
    fault = Fault("cursor-invalid", "Send next_cursor unchanged.", parameter="cursor")
    return Malformed(detail, code="cursor-invalid", faults=(fault,))
