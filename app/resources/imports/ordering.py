"""The order in which rows are worked off: what others lean on comes before them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from app.resources.imports.checking import Row
from app.resources.imports.types import TYPES

Rank = tuple[int, str, int]
RANKS = {type: rank for rank, type in enumerate(TYPES)}


def in_turn(rows: Sequence[Row]) -> list[Row]:
    """The rows in the order of work; those that lean on each other in a circle come last.

    Of those that are free to come, what belongs to one worker comes together: their year is then
    worked out once and not once for each session.
    """
    by_number = {row.number: row for row in rows}
    left, after = _leaning(rows)
    free = [_rank(row) for row in rows if not left[row.number]]
    heapify(free)
    found: list[Row] = []
    while free:
        row = by_number.pop(heappop(free)[2])
        found.append(row)
        for number in after[row.number]:
            left[number] -= 1
            if not left[number]:
                heappush(free, _rank(by_number[number]))
    return found + sorted(by_number.values(), key=_rank)


def _leaning(rows: Sequence[Row]) -> tuple[Counter[int], dict[int, list[int]]]:
    """On how many others each row leans, and which lean on it."""
    givers = {name: row.number for row in rows for name in row.gives}
    left: Counter[int] = Counter()
    after: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for giver in {givers[name] for name in row.needs if name in givers}:
            left[row.number] += 1
            after[giver].append(row.number)
    return left, after


def _rank(row: Row) -> Rank:
    return (RANKS[row.type] if row.type else len(RANKS), row.belongs_to, row.number)
