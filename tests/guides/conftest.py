"""The demonstration's authority behind an address, on a morning that does not pass."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db.accounts import Account, issue_key
from app.main import make_database
from app.resources.calendars.bank_holidays import bank_holidays
from app.resources.demonstration import authority, loading, telling, year
from app.settings import Settings
from app.vocabulary import Scope
from tests.conftest import DATABASES
from tests.guides.pages import FOLDER
from tests.harness.serving import serving

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Filled:
    """A database file with a year of records, and a key to it."""

    file: Path
    key: str


@dataclass(frozen=True)
class Reader:
    """Somebody who follows a guide: where the service is, a key, and the guides' files at hand."""

    address: str
    key: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the guides ask for before the first command."""
        return {"BASE": self.address, "KEY": self.key}


@pytest.fixture(scope="session")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Made once for each process, and copied for each reader."""
    file = tmp_path_factory.mktemp("guides") / "filled.db"
    with request.config.stash[DATABASES].fresh("sqlite") as url:
        database = make_database(Settings(_env_file=None, database_url=url), lambda: MORNING)
        scopes = frozenset(Scope)
        account = Account(organisation=authority.NAME, source=authority.SOURCE, scopes=scopes)
        key = issue_key(database.engine, account, bank_holidays, MORNING)
        client = asyncio.run(database.identify(key))
        assert client is not None
        everything = telling.parts(year.Year(MORNING.date()))
        assert sum(loading.fill(database, client, everything)) > 1000
        database.engine.dispose()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source:
            source.execute("VACUUM INTO ?", (str(file),))
    return Filled(file, key)


@pytest.fixture
def reader(filled: Filled, tmp_path: Path) -> Iterator[Reader]:
    """On SQLite alone: what a guide shows does not depend on the database."""
    shutil.copyfile(filled.file, tmp_path / "served.db")
    guides = shutil.copytree(FOLDER, tmp_path / "guides")
    shutil.copy(FOLDER.parent / "columns.csv", guides)
    with serving(f"sqlite:///{tmp_path / 'served.db'}", lambda: MORNING) as address:
        yield Reader(address, filled.key, guides)
