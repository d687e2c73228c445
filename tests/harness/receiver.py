"""A system that is called by webhooks: a small server on this machine, which answers as told."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from app.db.unit_of_work import Clock
from app.resources.webhooks.addresses import allowed
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.connecting import Internet

HOST, ADDRESS = "receiver.test", "127.0.0.1"
SECONDS = 2.0
"""How long a call may take in tests: who hangs is given up sooner."""


def resolve(host: str, port: int) -> list[str]:
    """The one name that tests know; no resolver is ever asked."""
    if host != HOST:
        raise socket.gaierror
    return [ADDRESS]


def caller(clock: Clock) -> Caller:
    """Calls the receiver, and nobody else on this machine."""
    return Caller(allowed(f"{HOST}, {ADDRESS}"), clock, Internet(resolve), SECONDS)


@dataclass(frozen=True)
class Reply:
    """How a call is answered: after some seconds, if at all."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    after: float = 0.0


@dataclass(frozen=True)
class Call:
    """One call as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:  # whatever JSON can say
        """The body, parsed."""
        return json.loads(self.body)


class Receiver:
    """Keeps every call; `reply` says how the next is answered, by its number."""

    def __init__(self, secure: ssl.SSLContext | None = None) -> None:
        self.calls: list[Call] = []
        self.path = f"/{uuid4().hex}"  # a port may have been somebody else's before
        self.reply: Callable[[int], Reply] = lambda _: Reply()
        self.done = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((ADDRESS, 0), self._handler())
        if secure:
            self._server.socket = secure.wrap_socket(self._server.socket, server_side=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it is called."""
        return f"http://{HOST}:{self.port}{self.path}"

    @property
    def events(self) -> list[Any]:
        """What it was told, in the order of the calls."""
        return [call.event for call in self.calls]

    def answer(self, status: int, headers: dict[str, str] | None = None, **more: Any) -> None:
        """Answer every call so from now on."""
        reply = Reply(status, headers or {}, **more)
        self.reply = lambda _: reply

    @contextlib.contextmanager
    def listening(self) -> Iterator["Receiver"]:
        """Serve until the test is over."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.done.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _take(self, call: Call) -> Reply:
        if not call.path.startswith(self.path):
            return Reply(404)
        with self._lock:
            self.calls.append(call)
            number = len(self.calls)
        return self.reply(number)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): text for name, text in self.headers.items()}
                reply = receiver._take(Call(self.path, headers, body))
                receiver.done.wait(reply.after)
                self.send_response(reply.status)
                for name, text in {**reply.headers, "Content-Length": len(reply.body)}.items():
                    self.send_header(name, str(text))
                self.end_headers()
                self.wfile.write(reply.body)

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # a caller may hang up
                    super().handle()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler
