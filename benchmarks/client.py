"""A plain client: one connection, kept open, made anew when it broke."""

import http.client
import json
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
        sent["Authorization"] = f"Bearer {self._key}"
        content = None
        if body is not None:
            content = json.dumps(body)
            sent["Content-Type"] = "application/json"
        return self._sent(method, path, content, sent)

    def send(self, path: str, file: BinaryIO, media_type: str, length: str) -> Reply:
        """POST a file, read while it is sent."""
        told = {"Content-Type": media_type, "Content-Length": length}
        return self._sent("POST", path, file, {**told, "Authorization": f"Bearer {self._key}"})

    def _sent(
        self, method: str, path: str, content: str | BinaryIO | None, headers: dict[str, str]
    ) -> Reply:
        try:
            self._connection.request(method, path, content, headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            raise ConnectionError(str(error)) from error
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, json.loads(text) if text else None)

    def read(self, path: str) -> Any:
        """GET what must be there."""
        reply = self.call("GET", path)
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.document}")
        return reply.document

    def all_of(self, path: str) -> list[Any]:
        """Every item of a list, page by page."""
        items: list[Any] = []
        tail = "?limit=200"
        for _ in range(10_000):
            page = self.read(path + tail)
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            tail = f"?limit=200&cursor={page['next_cursor']}"
        raise RuntimeError(f"{path} does not end")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
