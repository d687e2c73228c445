"""The Idempotency-Key header, with a fingerprint of what was sent under it."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from app.errors import Malformed
from app.web.body import upload_of

_KEY = re.compile(r'"?[\x21\x23-\x7e]{1,255}"?')


@dataclass(frozen=True, slots=True)
class Claim:
    """A key, the route it was sent to, and a hash of the parsed body."""

    key: str
    route: str
    fingerprint: str


_SentKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Your own id for this attempt: sent again with the same body within "
        "7 days, it has no second effect and is answered as at first.",
    ),
]


async def _claim(request: Request, key: _SentKey = None) -> Claim | None:
    if key is None:
        return None
    body = json.dumps(await request.json(), sort_keys=True, separators=(",", ":"))
    return _of(request, key, body.encode("utf-8", "surrogatepass"))


async def _claim_of_file(request: Request, key: _SentKey = None) -> Claim | None:
    """A file is the same if its bytes are, and if the same is asked of it."""
    if key is None:
        return None
    digest = (await upload_of(request)).digest
    return _of(request, key, digest.encode() + request.scope["query_string"])


def _of(request: Request, key: str, sent: bytes) -> Claim:
    if not _KEY.fullmatch(key):
        raise Malformed(
            "Idempotency-Key is 1 to 255 visible ASCII characters.", code="malformed-header"
        )
    route = f"{request.method} {request.url.path}"
    return Claim(key.strip('"'), route, hashlib.sha256(sent).hexdigest())


Retry = Annotated[Claim | None, Depends(_claim)]
RetryOfFile = Annotated[Claim | None, Depends(_claim_of_file)]
