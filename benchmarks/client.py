"""A plain client: one connection, kept open, made anew when it broke."""

import http.client
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: dict[str, str]
    document: Any


class Client:
    """Calls the service at a port of 127.0.0.1 with a key; raises `OSError` when it is away."""

    def __init__(self, port: int, key: str, timeout: float = 30.0) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._key = key

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send one request and read the whole answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        status, names, text = self._exchange(method, path, content, sent)
        return Reply(status, names, json.loads(text) if text else None)

    def send_file(self, path: str, content: bytes | BinaryIO, media_type: str) -> Reply:
        """POST what is not JSON of our own; a file is read while it is sent."""
        sent = {"Content-Type": media_type}
        if not isinstance(content, bytes):
            sent["Content-Length"] = str(os.fstat(content.fileno()).st_size)
        status, names, text = self._exchange("POST", path, content, sent)
        return Reply(status, names, json.loads(text))

    def read(self, path: str) -> Any:
        """GET what must be there."""
        reply = self.call("GET", path)
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.document}")
        return reply.document

    def read_text(self, path: str) -> str:
        """GET a file that must be there."""
        status, _, text = self._exchange("GET", path, None, {})
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {text[:500]!r}")
        return text.decode()

    def all_of(self, path: str) -> list[Any]:
        """Every item of a list."""
        return list(self.each_of(path))

    def each_of(self, path: str) -> Iterator[Any]:
        """The items of a list, page by page."""
        tail = "?limit=200"
        for _ in range(10_000):
            page = self.read(path + tail)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            tail = f"?limit=200&cursor={page['next_cursor']}"
        raise RuntimeError(f"{path} does not end")

    def _exchange(
        self, method: str, path: str, content: bytes | BinaryIO | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        headers["Authorization"] = f"Bearer {self._key}"
        try:
            self._connection.request(method, path, content, headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            raise ConnectionError(str(error)) from error
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
