"""Whose keys they are, remembered for some seconds under a hash of each."""

from hashlib import sha256
from time import monotonic

from app.db.unit_of_work import Client

MOST = 10_000
SECONDS = 5
"""A revoked key is refused at the latest after these."""


class RememberedKeys:
    """The clients whose keys were looked up a moment ago; what is unknown is never remembered."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Client]] = {}

    def find(self, text: str) -> Client | None:
        """Whose key this was when it was last looked up, unless that is too long ago."""
        until, client = self._known.get(_name(text), (0.0, None))
        return None if until < monotonic() else client

    def keep(self, text: str, client: Client | None) -> None:
        """Remember whose key this is."""
        if len(self._known) >= MOST:
            self._known.clear()
        if client is not None:
            self._known[_name(text)] = (monotonic() + SECONDS, client)

    def forget(self) -> None:
        """Look all of them up again."""
        self._known.clear()


def _name(text: str) -> bytes:
    return sha256(text.encode()).digest()
