"""The service on a port of this machine, for clients that know nothing but its address."""

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import uvicorn

from app.db.accounts import Account, issue_key
from app.main import create_app
from app.resources.calendars.bank_holidays import bank_holidays
from app.settings import Settings
from app.vocabulary import Scope
from app.web import log
from tests.conftest import DATABASES


@dataclass(frozen=True)
class Served:
    """Where the service is, and a key to it."""

    address: str
    key: str

    @property
    def environment(self) -> dict[str, str]:
        """How a program is told."""
        return {"ADDRESS": self.address, "KEY": self.key}


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """On SQLite alone: what a client sees does not depend on the database."""
    log.configure("error", io.BytesIO())
    with (
        request.config.stash[DATABASES].fresh("sqlite") as url,
        # It listens at once: a client that comes before the server is ready waits in the queue.
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        app = create_app(Settings(_env_file=None, database_url=url, threads=4))
        account = Account(organisation="Northshire", source="mosaic", scopes=frozenset(Scope))
        key = issue_key(app.state.database.engine, account, bank_holidays, datetime.now(UTC))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", key)
        server.should_exit = True
        thread.join()
