"""Every random life by its kind and its number, which is all that decides what it is like."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from app.rules.policy import RuleBook
from tests.oracle.books import book
from tests.oracle.chance import Chance
from tests.oracle.differences import differences
from tests.oracle.histories import agreement_stream, case_stream, worker_stream
from tests.oracle.walk import Stream

KINDS: Mapping[str, Callable[[Chance], Stream]] = {
    "worker": worker_stream,
    "case": case_stream,
    "agreement": agreement_stream,
}


class Life(NamedTuple):
    """What happened, and by which policies and calendars it is judged."""

    stream: Stream
    book: RuleBook

    def differences(self) -> list[str]:
        return differences(self.stream, self.book)


def life(kind: str, number: int) -> Life:
    chance = Chance(f"{kind} {number}")
    return Life(KINDS[kind](chance), book(chance))


def differing(kind: str, numbers: Iterable[int]) -> Iterator[str]:
    """One line for each life on which the rules and the walk do not agree."""
    for number in numbers:
        for found in life(kind, number).differences()[:1]:
            yield f"{kind} {number}: {found}"
