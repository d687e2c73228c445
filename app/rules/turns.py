"""What holds from one change to the next, worked out once for each of these times."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Turns(Generic[Held]):
    """Something that can only change on known days, and how to find out what it is on a day."""

    __slots__ = ("_days", "_find", "_found")

    def __init__(self, changes: Iterable[date], find: Callable[[date], Held]) -> None:
        """Nothing is found out before it is asked for."""
        self._days = sorted(set(changes))
        self._find = find
        self._found: dict[int, Held] = {}

    def on(self, day: date) -> Held:
        """What it is on a day."""
        turn = bisect_right(self._days, day)
        try:
            return self._found[turn]
        except KeyError:
            found = self._found[turn] = self._find(day)
            return found
