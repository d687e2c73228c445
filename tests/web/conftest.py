"""The toy service, new for each test."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.web.toy import Toy


@pytest.fixture
def toy() -> Iterator[Toy]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Toy()
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
