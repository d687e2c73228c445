"""One organisation for all walks that leave nothing behind: there are a thousand of them."""

import pytest

from tests.harness.service import Client, Running, newcomer
from tests.resources.test_putting import begun


@pytest.fixture(scope="session")
def resident(running: Running) -> Client:
    """A client of an organisation with a few records."""
    return begun(newcomer(running))
