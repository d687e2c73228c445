"""The body of a request: read late, within a limit and a deadline, and parsed once."""

import asyncio
from collections.abc import AsyncGenerator
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Scope

from app.errors import Malformed
from app.web import strict_json
from app.web.visit import Visit

JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})
# 1 MB of numbers takes a quarter of a second (measured): other requests should not wait for it.
_PARSED_AT_ONCE = 64_000
SLOWEST = 50_000
"""Bytes a second in which a file has to arrive."""
KEPT_IN_MEMORY = 1_000_000
_NO_BODY = (None, b"0")


class Upload(NamedTuple):
    """A file at its beginning, and the SHA-256 of all that it holds."""

    file: BinaryIO
    digest: str


class BodyRequest(Request):
    """A request whose body obeys the limits of its visit; FastAPI gets the parsed JSON.

    One that brings a file has more time the more has arrived.
    """

    def __init__(self, request: Request, visit: Visit, limit: int, *, is_file: bool) -> None:
        super().__init__(request.scope, request.receive, request._send)  # noqa: SLF001
        self._limit = limit
        self._seconds = visit.receive_seconds
        self._seconds_a_byte = 1 / SLOWEST if is_file else 0.0
        self._upload: Upload | None = None

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces; raises `Malformed` when there is too much or it takes too long."""
        left = self._limit
        deadline = asyncio.get_running_loop().time() + self._seconds
        more = not self._stream_consumed
        while more:
            message = await self._next(deadline)
            more = message.get("more_body", False)
            piece = message.get("body", b"")
            left -= len(piece)
            deadline += len(piece) * self._seconds_a_byte
            if left < 0:
                raise too_large(self._limit)
            if piece:
                yield piece
        self._stream_consumed = True
        yield b""

    async def body(self) -> bytes:
        """The whole body, kept for whoever asks again."""
        if not hasattr(self, "_body"):
            self._body = b"".join([piece async for piece in self.stream()])
        return self._body

    async def upload(self) -> Upload:
        """The body as a file; a large one is on disk, without a name, until the answer is given."""
        if self._upload is None:
            file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  # see `let_go`
            digest = sha256()
            self._upload = Upload(cast("BinaryIO", file), "")
            async for piece in self.stream():
                file.write(piece)
                digest.update(piece)
            self._upload = self._upload._replace(digest=digest.hexdigest())
        self._upload.file.seek(0)
        return self._upload

    def let_go(self) -> None:
        """Nobody asks for the file any more."""
        if self._upload:
            self._upload.file.close()

    async def json(self) -> object:
        """The parsed body, None if empty; kept for whoever asks again."""
        if not hasattr(self, "_json"):
            body = await self.body()
            if not body:
                self._json = None
            elif len(body) > _PARSED_AT_ONCE:
                self._json = await to_thread.run_sync(strict_json.parse, body)
            else:
                self._json = strict_json.parse(body)
        return self._json

    async def _next(self, deadline: float) -> Message:
        try:
            async with asyncio.timeout_at(deadline):
                message = await self._receive()
        except TimeoutError:
            raise Malformed("The body did not arrive in time.", code="request-timeout") from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        return message


async def upload_of(request: Request) -> Upload:
    """The file that a request brings; raises `Malformed` where it brings none."""
    whole = cast("BodyRequest", request)  # as every route makes it of what it was given
    upload = await whole.upload()
    if not upload.file.read(1):
        raise Malformed("This needs a file as its body.", code="body-missing")
    upload.file.seek(0)
    return upload


def check_body_headers(scope: Scope, accepts: frozenset[str], limit: int) -> bool:
    """Whether a body is announced; raises `Malformed` unless its headers say it can be taken."""
    content_type = length = encoding = transfer = None
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value
        elif name == b"content-length":
            length = value
        elif name == b"content-encoding":
            encoding = value
        elif name == b"transfer-encoding":
            transfer = value
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise _unsupported("Send the body without Content-Encoding.")
    if length in _NO_BODY and transfer is None:
        if length is None and content_type is not None and scope["http_version"] == "1.1":
            raise Malformed("Send Content-Length, or the body in chunks.", code="length-required")
        return False
    _check_media_type(content_type, accepts)
    if length is not None and int(length) > limit:
        raise too_large(limit)
    return True


def too_large(limit: int) -> Malformed:
    """The refusal of a body beyond its limit."""
    return Malformed(f"A body here may have {limit} bytes at most.", code="body-too-large")


def _check_media_type(content_type: bytes | None, accepts: frozenset[str]) -> None:
    taken = ", ".join(sorted(accepts))
    if content_type is None:
        raise _unsupported(f"Say what the body is with Content-Type: {taken}.")
    media_type, *parameters = content_type.decode("latin-1").lower().split(";")
    if media_type.strip() not in accepts:
        raise _unsupported(f"Content-Type must be one of: {taken}.")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise _unsupported("The body must be in UTF-8.")


def _unsupported(detail: str) -> Malformed:
    return Malformed(detail, code="unsupported-media-type")
