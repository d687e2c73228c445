"""Fixtures of all tests; `database_url` runs a test once on SQLite and once on PostgreSQL."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.harness.databases import KINDS, Databases, prepared
from tests.harness.postgres import Server

if TYPE_CHECKING:
    from tests.harness.receiver import Receiver
    from tests.harness.service import Client, Running

DATABASES = pytest.StashKey[Databases]()

# No deadline: with two workers on a busy machine, it would only measure the other one.
hypothesis.settings.register_profile("default", deadline=None, max_examples=50)
# The same examples in every run, so that a red build stays red until it is mended.
hypothesis.settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """Settings of the developer's shell must not decide whether a test passes."""
    for name in [name for name in os.environ if name.startswith("SUPERVISION_")]:
        del os.environ[name]
    hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_sessionstart(session: pytest.Session) -> None:
    """One server for the whole run: the first process starts and stops it, the workers are told."""
    config = session.config
    told: dict[str, Any] | None = getattr(config, "workerinput", None)
    if told:
        config.stash[DATABASES] = Databases(Path(told["folder"]), Server(told["server"]))
    elif not config.option.collectonly:
        stack = contextlib.ExitStack()
        config.add_cleanup(stack.close)
        config.stash[DATABASES] = stack.enter_context(prepared())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist where the databases are."""
    databases = node.config.stash[DATABASES]
    node.workerinput |= {"folder": str(databases.folder), "server": databases.server.url}


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of this test alone."""
    with request.config.stash[DATABASES].fresh(request.param) as url:
        yield url


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test alone in which no migration has run yet."""
    with request.config.stash[DATABASES].empty(request.param) as url:
        yield url


@pytest.fixture(scope="session", params=KINDS)
def running(request: pytest.FixtureRequest) -> Iterator["Running"]:
    """The service over a database of this process, which many tests share: see `service`."""
    # Here, because tests of the rules need no service and should not wait for its libraries.
    from tests.harness.service import Clock, Running  # noqa: PLC0415

    with (
        request.config.stash[DATABASES].fresh(request.param) as url,
        Running(url, Clock()).started() as running,
    ):
        yield running


@pytest.fixture
def service(running: "Running") -> "Client":
    """A client that may do everything, in an organisation of this test alone.

    Not a database of its own: an engine compiles every statement once, which took half of a test.
    """
    from tests.harness.service import newcomer  # noqa: PLC0415

    return newcomer(running)


@pytest.fixture
def receiver() -> Iterator["Receiver"]:
    """A system that webhooks call."""
    from tests.harness.receiver import Receiver  # noqa: PLC0415

    with Receiver().listening() as listening:
        yield listening
