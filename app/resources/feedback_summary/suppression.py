"""Which groups of scores may be shown, so that no figure of a few people can be worked out.

The groups lie in one another: the whole, its teams, the supervisors in a team. What is shown cuts
the scores into blocks, each a shown group without the shown groups inside it. Every figure that can
be worked out from all that is shown is one of a block, or of several blocks together; and every
block is safe. docs/decisions/0008 has the proof.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple

FEWEST = 5
"""Respondents that a block needs."""

MARGIN = 5
"""Points that a block's scores must lie, together, above the lowest and below the highest sum."""

LOWEST, HIGHEST = 1, 10

Path = tuple[Hashable, ...]
"""A group, by way of those that it lies in; () is the whole."""


class Given(NamedTuple):
    """One score: the narrowest group that it is in, and who gave it; None where that is unsure."""

    path: Path
    respondent: Hashable | None
    score: int


def is_safe(block: Sequence[Given]) -> bool:
    """Whether the sum of these scores tells nothing of any one of them.

    Enough respondents, none with more than half of the scores, and a sum that does not force single
    scores to an end of the scale. What holds for two blocks holds for both together.
    """
    shares = Counter(given.respondent for given in block)
    unsure = shares.pop(None, 0)
    points = sum(given.score for given in block)
    return (
        len(shares) >= FEWEST
        and 2 * (max(shares.values()) + unsure) <= len(block)
        and points - LOWEST * len(block) >= MARGIN
        and HIGHEST * len(block) - points >= MARGIN
    )


def shown(
    scores: Sequence[Given], is_safe: Callable[[Sequence[Given]], bool] = is_safe
) -> frozenset[Path]:
    """The groups that may be shown: from the widest, of several the largest first.

    A group is shown where both it and what it leaves of the block around it are safe.
    """
    blocks: dict[Path, frozenset[int]] = {}
    for path, members in _groups(scores):
        around = next((wider for wider in _wider(path) if wider in blocks), None)
        rest = blocks[around] - members if around is not None else frozenset()
        parts = [members, rest] if rest else [members]
        if all(is_safe([scores[place] for place in sorted(part)]) for part in parts):
            if around is not None:
                blocks[around] = rest
            blocks[path] = members
    return frozenset(blocks)


def _groups(scores: Sequence[Given]) -> list[tuple[Path, frozenset[int]]]:
    """Every group with the places of its scores; the order never looks at a score."""
    found: defaultdict[Path, set[int]] = defaultdict(set)
    for place, given in enumerate(scores):
        for path in (given.path, *_wider(given.path)):
            found[path].add(place)
    groups = [(path, frozenset(places)) for path, places in found.items()]
    return sorted(groups, key=lambda group: (len(group[0]), -len(group[1]), str(group[0])))


def _wider(path: Path) -> Iterator[Path]:
    """The groups that a group lies in, the narrowest first."""
    return (path[:length] for length in range(len(path) - 1, -1, -1))
