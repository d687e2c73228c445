"""`supervision serve` as processes of their own, at a free port of 127.0.0.1."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.db.accounts import Account, issue_key
from app.db.database import system_clock
from app.db.engine import build_engine
from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Scope

PATIENCE = 60.0


@dataclass(frozen=True)
class Serving:
    """A server that answers, and a key for it."""

    port: int
    key: str
    process: subprocess.Popen[bytes]

    def connect(self) -> http.client.HTTPConnection:
        """A connection of its own."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body of one request."""
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}

    @property
    def takes_more(self) -> bool:
        """Whether somebody listens at the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Ask it to finish."""
        self.process.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def serving(url: str, log: Path, workers: int = 1) -> Iterator[Serving]:
    """A server over a migrated database, with an organisation in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("supervision")), "serve", "--port", str(port)]
    environment = {**os.environ, "SUPERVISION_DATABASE_URL": url}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], env=environment, stdout=output, stderr=output
        )
        made = Serving(port, _key(url), process)
        try:
            until(lambda: made.takes_more and made.ask("GET", "/readyz")[0] == 200)
            yield made
        finally:
            made.stop()
            process.wait(PATIENCE)


def until(is_so: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Wait until something is so; after how many seconds."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() < began + patience, "it did not come about"
        time.sleep(0.05)
    return time.monotonic() - began


def _key(url: str) -> str:
    engine = build_engine(url, 1)
    account = Account(organisation="Northshire", source="mosaic", scopes=frozenset(Scope))
    try:
        return issue_key(engine, account, bank_holidays, system_clock())
    finally:
        engine.dispose()
