"""The service in this process, asked with raw ASGI messages: nothing tidies a request up."""

import asyncio
import contextlib
import io
import json
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode
from uuid import uuid4

import structlog
from fastapi import FastAPI

from app.db.accounts import Account, issue_key
from app.db.unit_of_work import Client as Caller
from app.main import create_app
from app.resources.calendars.bank_holidays import bank_holidays
from app.resources.jobs.hand import Done
from app.resources.jobs.loop import Shift
from app.resources.operations.pace import Pace, Work
from app.resources.webhooks.loop import Deliverer
from app.settings import Settings
from app.vocabulary import Scope
from app.web import log
from tests.harness import receiver

R = TypeVar("R")
EVENING = datetime(2026, 2, 27, 18, tzinfo=UTC)
ALL = frozenset(Scope)
PATIENCE = 120


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The instant."""
        return self.now

    def set(self, now: datetime) -> None:
        """Go to an instant."""
        self.now = now

    def forward(self, **time: float) -> datetime:
        """Go on by some time, as `timedelta` names it."""
        self.now += timedelta(**time)
        return self.now


class Steps(Pace):
    """Batches of so many records, however long they take."""

    def __init__(self, records: int) -> None:
        super().__init__()
        self._records = records

    def size(self, work: Work, first: int = 0) -> int:
        """So many."""
        return self._records


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # whatever was answered
        """The body, parsed."""
        return json.loads(self.body)

    @property
    def etag(self) -> str:
        """The entity tag."""
        return self.headers["etag"]

    @property
    def code(self) -> str:
        """The code of a problem, which is checked to be a whole one."""
        assert self.headers["content-type"] == "application/problem+json", self
        told = self.json
        assert told["status"] == self.status
        assert told["instance"] == f"urn:uuid:{self.headers['x-request-id']}"
        assert told["type"] == f"/problems/{told['code']}"
        return str(told["code"])

    @property
    def everything(self) -> str:
        """Headers and body as one text, to look for what must not be in it."""
        return f"{dict(self.headers)}{self.body.decode('utf-8', 'replace')}"


class Running:
    """One application on an event loop of its own thread, with a database and a clock."""

    def __init__(
        self, database_url: str, clock: Clock, read_database_url: str | None = None
    ) -> None:
        self.clock = clock
        self.database_url = database_url
        self.log = io.BytesIO()
        self.begin()
        settings = Settings(
            _env_file=None,
            database_url=database_url,
            read_database_url=read_database_url,
            threads=8,
            work_in_server=False,  # `Client.work` does it when a test says so
        )
        self.app: FastAPI = create_app(settings, clock)
        self.app.state.caller = receiver.caller(clock)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def begin(self) -> None:
        """Forget what earlier tests did to the clock and to the log."""
        self.clock.set(EVENING)
        self.log.seek(0)
        self.log.truncate()
        log.configure("error", self.log)

    @contextlib.contextmanager
    def started(self) -> Iterator["Running"]:
        """Start it, and stop it afterwards."""
        self._thread.start()
        life = self.app.router.lifespan_context(self.app)
        self._run(life.__aenter__())
        try:
            yield self
        finally:
            self._run(life.__aexit__(None, None, None))
            self._run(self._loop.shutdown_default_executor())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            structlog.reset_defaults()

    def key(self, organisation: str, source: str = "mosaic", scopes: frozenset[Scope] = ALL) -> str:
        """A new key; the organisation and its client are made if need be."""
        engine = self.app.state.database.engine
        account = Account(organisation=organisation, source=source, scopes=scopes)
        return issue_key(engine, account, bank_holidays, self.clock.now)

    def known(self, key: str) -> Caller:
        """Whose key this is, for work that no operation offers."""
        found = self._run(self.app.state.database.identify(key))
        assert found is not None
        return found  # type: ignore[no-any-return]  # the application's state is untyped

    def work(self, caller: Caller) -> Done:
        """Work off all jobs of a client's organisation, in the calling thread."""
        shift = Shift(self.app.state.database, threading.Event(), pause=0)
        return shift.work_off(caller.organisation_id)

    def deliver(self, caller: Caller) -> Counter[str]:
        """Call the webhooks of a client's organisation until none of them is due."""
        state = self.app.state
        deliverer = Deliverer(state.database, state.caller, threading.Event())
        try:
            return deliverer.deliver_all(caller.organisation_id)
        finally:
            deliverer.close()

    def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        """One request; a 500 is a failure of the test, with what was logged of it."""
        answer = self._run(self._asked(method, target, body, headers))
        assert answer.status != 500, self.log.getvalue().decode()
        return answer

    def _run(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _asked(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        path, _, query = target.partition("?")
        messages: list[Any] = []
        sent = False
        forever = asyncio.Event()

        async def receive() -> Any:  # an ASGI message
            nonlocal sent
            if sent:
                await forever.wait()
            sent = True
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Any) -> None:  # an ASGI message
            messages.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
            "state": {},
        }
        await self.app(scope, receive, send)
        start, *rest = messages
        return Answer(
            start["status"],
            {name.decode(): text.decode("latin-1") for name, text in start["headers"]},
            b"".join(message.get("body", b"") for message in rest),
        )


@dataclass(frozen=True)
class Client:
    """A system that calls the running service with one key."""

    running: Running
    key: str
    organisation: str

    @property
    def clock(self) -> Clock:
        """The service's clock."""
        return self.running.clock

    @property
    def app(self) -> FastAPI:
        """The application."""
        return self.running.app

    def stranger(self) -> "Client":
        """A client of another organisation, with the same source."""
        organisation = unique("Southshire ")
        return replace(self, key=self.running.key(organisation), organisation=organisation)

    def of_source(self, source: str) -> "Client":
        """Another client of the same organisation."""
        return replace(self, key=self.running.key(self.organisation, source))

    def without(self, *scopes: Scope) -> "Client":
        """The same client with a key that lacks some scopes."""
        return self.only(*ALL - set(scopes))

    def only(self, *scopes: Scope) -> "Client":
        """The same client with a key that has only these scopes."""
        key = self.running.key(self.organisation, scopes=frozenset(scopes))
        return replace(self, key=key)

    def ask(
        self,
        method: str,
        target: str,
        json_body: Any = None,  # whatever JSON can say
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, with a body as JSON or as the bytes that they are."""
        if body is None and json_body is not None:
            body = json.dumps(json_body).encode()
        usual = {"host": "test"}
        if self.key:
            usual["authorization"] = f"Bearer {self.key}"
        if body is not None:
            usual |= {"content-type": "application/json", "content-length": str(len(body))}
        return self.running.ask(method, target, body, {**usual, **(headers or {})})

    def work(self) -> Done:
        """Let the background do all that there is to do for this organisation."""
        return self.running.work(self.running.known(self.key))

    def deliver(self) -> Counter[str]:
        """Let the background call this organisation's webhooks."""
        return self.running.deliver(self.running.known(self.key))

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: object) -> Answer:
        """Read; query parameters by name."""
        target = f"{path}?{urlencode(query)}" if query else path
        return self.ask("GET", target, headers=headers)

    def post(self, path: str, json_body: Any, **headers: str) -> Answer:
        """Create; headers by name, with underscores for hyphens."""
        return self.ask("POST", path, json_body, headers=_named(headers))

    def put(self, type: str, reference: str, json_body: Any, source: str = "mosaic") -> Answer:
        """Create or update by the sender's key."""
        return self.ask("PUT", keyed(type, reference, source), json_body)

    def patch(self, path: str, json_body: Any, **headers: str) -> Answer:
        """Merge; headers by name, with underscores for hyphens."""
        return self.ask("PATCH", path, json_body, headers=_named(headers))

    def delete(self, path: str, **headers: str) -> Answer:
        """Mark as entered in error."""
        return self.ask("DELETE", path, headers=_named(headers))

    def items(self, path: str, **query: object) -> list[Any]:
        """Everything in a list, page after page."""
        found: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            answer = self.get(path, None, **{"limit": 200, **query, **more})
            assert answer.status == 200, answer
            found += answer.json["items"]
            cursor = answer.json["next_cursor"]
        return found


def keyed(type: str, reference: str, source: str = "mosaic") -> str:
    """The path of a record by its sender's key."""
    return f"/v1/sources/{source}/{type}/{quote(reference, safe='')}"


def newcomer(running: Running) -> Client:
    """A client that may do everything in an organisation that nobody else knows."""
    running.begin()
    organisation = unique("Northshire ")
    return Client(running, running.key(organisation), organisation)


def unique(prefix: str = "R") -> str:
    """A reference that nobody else has."""
    return f"{prefix}{uuid4().hex[:12]}"


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): text for name, text in headers.items()}
