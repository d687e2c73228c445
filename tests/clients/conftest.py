"""A service that a client reaches by its address alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.db.accounts import Account, issue_key
from app.db.engine import build_engine
from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Scope
from tests.conftest import DATABASES
from tests.harness.serving import serving


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
    account = Account(organisation="Northshire", source="mosaic", scopes=frozenset(Scope))
    with request.config.stash[DATABASES].fresh("sqlite") as url:
        engine = build_engine(url, 1)
        key = issue_key(engine, account, bank_holidays, datetime.now(UTC))
        engine.dispose()
        with serving(url) as address:
            yield Served(address, key)
