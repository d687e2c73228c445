"""Chance that is the same in every run: what a life is like follows from its number alone."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from tests.oracle.span import SPAN, START

T = TypeVar("T")

NEARBY = (-1, 0, 0, 0, 1)
"""Of days: most of what goes wrong goes wrong where two things meet on one, or just miss it."""


class Chance:
    """The dice of one life."""

    def __init__(self, name: str) -> None:
        self._random = Random(name)  # noqa: S311  # lives are no secrets
        self._known: list[date] = []

    def whole(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def yes(self, once_in: int = 2) -> bool:
        return self.whole(1, once_in) == 1

    def one_of(self, *these: T) -> T:
        """One of them, each as likely as it is often named."""
        return self._random.choice(these)

    def some(self, those: Iterable[T], least: int = 0, most: int | None = None) -> list[T]:
        """A few of those, none twice, in any order; in what order those come must not be chance."""
        known: Sequence[T] = list(those)
        many = min(len(known), len(known) if most is None else most)
        return self._random.sample(known, self.whole(min(least, many), many))

    def perhaps(self, value: T) -> T | None:
        return value if self.yes() else None

    def seldom(self, value: T) -> T | None:
        return value if self.yes(3) else None

    def day(self) -> date:
        """Any day of the span, half of the time one on which something happens or nearly does."""
        if self._known and self.yes():
            near = self.one_of(*self._known) + timedelta(days=self.one_of(*NEARBY))
            return min(max(near, START), START + timedelta(days=SPAN))
        return self._remembered(START + timedelta(days=self.whole(0, SPAN)))

    def soon(self, day: date, most: int = 25) -> date:
        """That day or one not long after it, now and then one before; often one that is known."""
        first, last = day - timedelta(days=2), day + timedelta(days=most)
        near = [known for known in self._known if first <= known <= last]
        if near and self.yes(3):
            return self.one_of(*near)
        return self._remembered(first + timedelta(days=self.whole(0, most + 2)))

    def _remembered(self, day: date) -> date:
        self._known.append(day)
        return day
