"""Writers of one process take turns on SQLite, and whoever writes much can see that others wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class OneWriter:
    """A lock for which writers wait, and not for SQLite's own timer, which sleeps."""

    def __init__(self) -> None:
        self._writing = Lock()
        self._counting = Lock()
        self._waiting = 0

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits until the one who writes has ended."""
        return self._waiting > 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and have it until the end of the block."""
        self._count(1)
        with self._writing:
            self._count(-1)
            yield

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more
