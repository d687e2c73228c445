"""Whoever collects every sum that is published, and solves for the scores behind them."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

LOWEST, HIGHEST = 1, 10

Equation = tuple[frozenset[int], int]
"""The places of some scores, and their exact sum."""

Row = dict[int, Fraction]


class Attacker:
    """Exact linear algebra over all that was published, and the bounds of the scale.

    Scores that are in the same sums cannot be told apart, so each such set is one unknown.
    """

    def __init__(self, size: int, equations: Iterable[Equation]) -> None:
        told = list(equations)
        alike = defaultdict(set)
        for place in range(size):
            alike[tuple(place in places for places, _ in told)].add(place)
        self.alike = list(alike.values())
        self.rows: dict[int, tuple[Row, Fraction]] = {}
        for places, total in told:
            self._learn(self._over_alike(places) or {}, Fraction(total))
        self.sums = [(LOWEST * len(each), HIGHEST * len(each)) for each in self.alike]
        while self._narrow():
            pass

    def can_sum(self, places: Iterable[int]) -> bool:
        """Whether the sum of these scores follows from what was published."""
        row = self._over_alike(frozenset(places))
        return row is not None and not self._reduced(row, Fraction(0))[0]

    def can_bound(self, place: int) -> bool:
        """Whether the scale leaves one value for a score, or it follows outright."""
        each, (least, most) = next(
            (each, sums) for each, sums in zip(self.alike, self.sums, strict=True) if place in each
        )
        others = len(each) - 1
        low, high = max(LOWEST, least - HIGHEST * others), min(HIGHEST, most - LOWEST * others)
        return low == high

    def _over_alike(self, places: frozenset[int]) -> Row | None:
        """The coefficients of a sum; None where it takes some of those alike and leaves others."""
        row = {}
        for number, each in enumerate(self.alike):
            if each <= places:
                row[number] = Fraction(1)
            elif each & places:
                return None
        return row

    def _reduced(self, row: Row, total: Fraction) -> tuple[Row, Fraction]:
        for pivot, (known, sum_known) in self.rows.items():
            if factor := row.get(pivot, Fraction(0)):
                columns = row.keys() | known.keys()
                whole = {c: row.get(c, 0) - factor * known.get(c, 0) for c in columns}
                row = {column: Fraction(value) for column, value in whole.items() if value}
                total -= factor * sum_known
        return row, total

    def _learn(self, row: Row, total: Fraction) -> None:
        """One equation more, keeping each pivot in its own row alone."""
        row, total = self._reduced(row, total)
        if not row:
            assert total == 0, "what was published contradicts itself"
            return
        pivot = min(row)
        scale = row[pivot]
        earlier = self.rows
        self.rows = {pivot: ({c: v / scale for c, v in row.items()}, total / scale)}
        cleared = {p: self._reduced(known, value) for p, (known, value) in earlier.items()}
        self.rows |= cleared

    def _narrow(self) -> bool:
        """Tighten every unknown by every row; whether that changed anything."""
        before = list(self.sums)
        for row, total in self.rows.values():
            for column, factor in row.items():
                rest = [
                    sorted(f * bound for bound in self.sums[c])
                    for c, f in row.items()
                    if c != column
                ]
                ends = (
                    sorted(
                        (total - sum(side, Fraction(0))) / factor
                        for side in zip(*rest, strict=True)
                    )
                    or [total / factor] * 2
                )
                low, high = self.sums[column]
                self.sums[column] = (max(low, ceil(ends[0])), min(high, floor(ends[-1])))
        return self.sums != before
