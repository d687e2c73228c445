"""A system that webhooks call."""

from collections.abc import Iterator

import pytest

from tests.harness.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening
