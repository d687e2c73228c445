"""A toy service: the real HTTP layer over a database that is only pretended."""

import asyncio
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID, uuid4

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from app.db.unit_of_work import Client
from app.settings import Settings
from app.vocabulary import Scope
from app.web import log
from app.web.answers import answer
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import AnyClient, RecordsRead, RecordsWrite
from app.web.install import install_web
from app.web.paging import Cursors, PageQuery, next_link, page_body
from app.web.problems import problems
from app.web.routes import router

KEY, READER = "sk_toy_0123456789", "sk_toy_reader_6789"
CANARY = "canary7f3a"
BODY = b'{"id":"1","name":"first"}'
SECRET = b"s" * 32


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int = Field(ge=1, le=10)


class ThingCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=20)
    kind: Literal["round", "square"] | None = None
    parts: list[Part] = Field(default_factory=list)
    named: dict[str, Part] = Field(default_factory=dict)
    free: Any = None


class Things(PageQuery):
    kind: str | None = None


class ThingRead(BaseModel):
    id: UUID
    kind: Literal["round", "square"] | None
    made: ThingCreate | None


class Pretended:
    """Knows two keys and runs work at once; raises whatever it is given to raise."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.organisation_id = uuid4()
        self.asked = 0

    async def identify(self, key: str) -> Client | None:
        self.asked += 1
        scopes = {KEY: {Scope.RECORDS_READ, Scope.RECORDS_WRITE}, READER: {Scope.RECORDS_READ}}
        return self._client(frozenset(scopes[key])) if key in scopes else None

    async def read(self, client: Client, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if self.fails:
            raise self.fails
        return work(None, *args, **named)

    async def write(
        self, client: Client, work: Callable[..., Any], *args: Any, **named: Any
    ) -> Any:
        return (await self.read(client, work, *args, **named))()

    def seen_by(self, client: Client) -> int:
        return 7

    def _client(self, scopes: frozenset[Scope]) -> Client:
        return Client(
            id=UUID(int=7),
            organisation_id=self.organisation_id,
            key_id=uuid4(),
            name="Toy",
            source="toy",
            time_zone="Europe/London",
            cursor_secret=SECRET,
            scopes=scopes,
        )


def find(uow: Any, *_: Any) -> bytes:
    return BODY


def record(uow: Any, *_: Any) -> Callable[[], bytes]:
    return lambda: BODY


def things() -> APIRouter:
    made = router("/v1/things", tags=["things"])

    @made.get("")
    async def list_things(
        request: Request, query: Annotated[Things, Query()], read: RecordsRead
    ) -> Response:
        cursors = Cursors(
            read.client.cursor_secret, read.client.organisation_id, "things", query.filters()
        )
        after = cursors.read(query.cursor)
        cursor = cursors.write([1, "a"]) if after is None else None
        return Response(page_body([BODY], cursor), headers=next_link(request.scope, cursor))

    @made.post("", status_code=201, response_model=ThingRead, responses=problems(409))
    async def create_thing(new: ThingCreate, write: RecordsWrite) -> Response:
        return answer(await write(record, new), status=201, location="/v1/things/1")

    @made.get("/{id}", response_model=ThingRead)
    async def get_thing(id: UUID, read: RecordsRead, if_none_match: IfNoneMatch = None) -> Response:
        return answer(await read(find, id), version=3, if_none_match=if_none_match)

    @made.patch("/{id}")
    async def change_thing(
        id: UUID, change: ThingCreate, write: RecordsWrite, if_match: IfMatch
    ) -> Response:
        if_match.check(3)
        return answer(await write(record, change), version=4)

    @made.post("/{id}/poke")
    async def poke_thing(id: UUID, write: RecordsWrite) -> Response:
        return answer(await write(record))

    @made.get("/{id}/stream")
    async def stream_thing(id: UUID, read: RecordsRead) -> Response:
        def pieces() -> Any:
            yield b"begun"
            raise ValueError(CANARY)

        return StreamingResponse(pieces())

    return made


def me() -> APIRouter:
    made = router("/v1/me", tags=["me"])

    @made.get("")
    async def get_me(read: AnyClient) -> dict[str, str]:
        return {"name": read.client.name}

    return made


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    log: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        assert self.headers["content-type"] == "application/problem+json"
        told = self.json
        assert told["status"] == self.status
        assert told["instance"] == f"urn:uuid:{self.headers['x-request-id']}"
        assert told["type"] == f"/problems/{told['code']}"
        code: str = told["code"]
        return code

    @property
    def everything(self) -> str:
        return f"{self.headers}{self.body.decode('utf-8', 'replace')}{self.log}"


class Toy:
    """The toy service, asked with raw ASGI messages so that nothing tidies a request up."""

    def __init__(self, **settings: Any) -> None:
        self.database = Pretended()
        self.log = io.BytesIO()
        self.ready_fails: Exception | None = None
        self.app = FastAPI(
            title="Toy", version="1", openapi_url=None, docs_url=None, redoc_url=None
        )
        self.app.state.database = self.database
        made = Settings(_env_file=None, **settings)
        install_web(self.app, made, [things(), me()], self._ready)
        log.configure("debug", self.log)

    def ask(  # noqa: PLR0913  # all but the first three are named
        self,
        method: str,
        target: str,
        body: bytes | Sequence[bytes] | None = None,
        *,
        key: str | None = KEY,
        headers: dict[str, str] | None = None,
        more: Sequence[tuple[str, str]] = (),
    ) -> Answer:
        """One request; a header given as "" is left out, `more` are sent besides."""
        pieces = [body] if isinstance(body, bytes) else list(body or [b""])
        usual = {"host": "toy"}
        if key:
            usual["authorization"] = f"Bearer {key}"
        if body is not None:
            usual["content-type"] = "application/json"
            if isinstance(body, bytes):
                usual["content-length"] = str(len(body))
            else:
                usual["transfer-encoding"] = "chunked"
        listed = [*{**usual, **(headers or {})}.items(), *more]
        sent = [(name.encode(), value.encode("latin-1")) for name, value in listed if value]
        return asyncio.run(self._asked(method, target, sent, pieces))

    async def _asked(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], pieces: list[bytes]
    ) -> Answer:
        path, _, query = target.partition("?")
        self.log.seek(0)
        self.log.truncate()
        messages: list[Any] = []
        waiting = list(pieces)

        async def receive() -> Any:
            if not waiting:
                await asyncio.sleep(3600)
            piece = waiting.pop(0)
            if piece == b"(gone)":
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece, "more_body": bool(waiting) or self.slow}

        async def send(message: Any) -> None:
            messages.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("toy", 80),
        }
        await self.app(scope, receive, send)
        start, *rest = messages
        return Answer(
            start["status"],
            {name.decode(): value.decode("latin-1") for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in rest),
            self.log.getvalue().decode(),
        )

    slow = False

    async def _ready(self) -> None:
        if self.ready_fails:
            raise self.ready_fails
