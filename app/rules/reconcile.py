"""Stored expectations and fresh ones: which to close, which to open; the rest stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.rules.expectation import Expectation

Key = tuple[str, object, str, date]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`close` holds the very objects that were given as stored."""

    close: list[Expectation]
    open: list[Expectation]


def reconcile(stored: Iterable[Expectation], fresh: Iterable[Expectation]) -> Reconciliation:
    """Compare the live stretches with what they should be; a stretch that differs is replaced."""
    live = {_key(each): each for each in stored}
    opened = []
    for each in fresh:
        if live.get(_key(each)) == each:
            del live[_key(each)]
        else:
            opened.append(each)
    return Reconciliation(close=list(live.values()), open=opened)


def _key(expectation: Expectation) -> Key:
    """What the id is made of, and the first day; cheaper than the id itself."""
    return (
        expectation.rule,
        expectation.subject_id,
        expectation.anchor,
        expectation.from_on,
    )
