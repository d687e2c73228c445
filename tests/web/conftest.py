"""The toy service, new for each test."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.web.toy import Toy


@pytest.fixture
def toy() -> Iterator[Toy]:
    handlers = logging.getLogger().handlers[:]
    yield Toy()
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers
