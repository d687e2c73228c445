"""The gate: the outermost of all, every request and every answer goes through it."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refused
from app.settings import Settings
from app.web import log
from app.web.handlers import internal
from app.web.problems import refusal
from app.web.target import check_headers, check_target
from app.web.visit import Visit

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_UNCACHED = (b"cache-control", b"no-store")


class BrokenOff(Exception):
    """An answer that failed after it had begun; says nothing, as the server logs it."""


class Gate:
    """Checks the first line and headers, names the request, answers failures and logs one line."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._max_body_bytes = settings.max_body_bytes
        self._max_import_bytes = settings.max_import_bytes
        self._receive_seconds = settings.receive_seconds
        self._log = structlog.get_logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        visit = Visit(
            max_body_bytes=self._max_body_bytes,
            max_import_bytes=self._max_import_bytes,
            receive_seconds=self._receive_seconds,
        )
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        visit.enter(inner)
        answer = _Answer(send, visit, scope)
        try:
            await self._serve(inner, receive, answer)
        finally:
            template = getattr(inner.get("route"), "path", None)
            seconds = perf_counter() - started
            log.note_request(self._log, visit, scope["method"], template, answer.status, seconds)

    async def _serve(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        visit = answer.visit
        try:
            check_target(scope)
            check_headers(scope)
            await self._app(scope, receive, answer)
        except Refused as error:
            await refusal(visit, error)(scope, receive, answer)
        except Exception as error:  # noqa: BLE001  # the last net: whatever it is, its text must not get out
            log.note_failure(visit, error)
            if answer.status:
                raise BrokenOff from None
            await internal(visit)(scope, receive, answer)


class _Answer:
    """Sends an answer on with our headers; without its body, if it answers HEAD."""

    def __init__(self, send: Send, visit: Visit, scope: Scope) -> None:
        self._send = send
        self.visit = visit
        self.status = 0
        self._is_head = scope["method"] == "HEAD"
        self._is_private = scope["path"].startswith("/v1/")

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._headers(message.get("headers", ()))
        elif self._is_head:
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    def _headers(self, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = [name for name, _ in given]
        headers = [*given, (b"x-request-id", self.visit.id.encode()), *_HEADERS]
        if self.visit.change is not None:
            headers.append((b"supervision-change", b"%d" % self.visit.change))
        if b"content-security-policy" not in names:
            headers.append(_CLOSED)
        if self._is_private and b"cache-control" not in names:
            headers.append(_UNCACHED)
        return headers
