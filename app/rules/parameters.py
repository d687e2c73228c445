"""The typed parameters of one rule, and how a document changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.rules.calendar import CountFrom, Roll, Unit
from app.vocabulary import SessionKind

LONGEST_INTERVAL = 3660
MINUTES_A_DAY = 1440
MOST_WORDS = 10_000

Document = Mapping[str, Any]
"""Part of a policy as JSON says it."""


class InvalidPolicy(ValueError):
    """A policy document that makes no sense; `pointer` says where."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(f"{pointer}: {detail}")
        self.pointer = pointer
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePolicy:
    """What a policy says about one rule; a parameter that is None is not one of the rule's.

    `by_the_hour` and `names` are no parameters: whether the rule can count hours, and for what it
    can have intervals of their own (None: for any stage and any role).
    """

    enabled: bool = True
    interval: int | None = None
    unit: Unit | None = None
    intervals: Mapping[str, int] | None = field(default=None, hash=False)
    grace: int | None = None
    roll: Roll | None = None
    count_from: CountFrom | None = None
    minimum_minutes: int | None = None
    minimum_words: int | None = None
    threshold: int | None = None
    similarity: float | None = None
    kinds: frozenset[SessionKind] | None = None
    review_closed: bool | None = None
    by_the_hour: bool = False
    names: frozenset[str] | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what can be set for this rule."""
        return tuple(name for name in READERS if getattr(self, name) is not None)

    def changed_by(self, document: Document, pointer: str) -> "RulePolicy":
        """These parameters with what the document says in their place."""
        require_object(document, pointer)
        known = self.parameters
        changes: dict[str, Any] = {}
        for name, value in document.items():
            if name not in known:
                raise InvalidPolicy(
                    f"{pointer}/{name}", f"takes {', '.join(known)} and nothing else"
                )
            changes[name] = READERS[name](value, f"{pointer}/{name}", self)
        return replace(self, **changes)

    def to_document(self) -> dict[str, Any]:
        """The parameters as JSON says them."""
        shown = {name: getattr(self, name) for name in self.parameters}
        if self.intervals is not None:
            shown["intervals"] = dict(self.intervals)
        if self.kinds is not None:
            shown["kinds"] = sorted(self.kinds)
        return shown


def require_object(value: object, pointer: str) -> None:
    """Refuse what is no JSON object."""
    if not isinstance(value, Mapping):
        raise InvalidPolicy(pointer, "must be an object")


def whole_number(value: object, pointer: str, lowest: int, highest: int) -> int:
    """A whole number from lowest to highest; true and 1.0 are none."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise InvalidPolicy(pointer, f"must be a whole number from {lowest} to {highest}")
    return value


def _switch(value: object, pointer: str, _: RulePolicy) -> bool:
    if not isinstance(value, bool):
        raise InvalidPolicy(pointer, "must be true or false")
    return value


def _number(lowest: int, highest: int) -> Callable[[object, str, RulePolicy], int]:
    def read(value: object, pointer: str, _: RulePolicy) -> int:
        return whole_number(value, pointer, lowest, highest)

    return read


def _one_of(words: tuple[StrEnum, ...]) -> Callable[[object, str, RulePolicy], StrEnum]:
    def read(value: object, pointer: str, _: RulePolicy) -> StrEnum:
        for word in words:
            if value == word:
                return word
        raise InvalidPolicy(pointer, f"must be one of {', '.join(words)}")

    return read


def _unit(value: object, pointer: str, standing: RulePolicy) -> StrEnum:
    days = (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.CALENDAR_MONTH)
    return _one_of((Unit.HOUR, *days) if standing.by_the_hour else days)(value, pointer, standing)


def _similarity(value: object, pointer: str, _: RulePolicy) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise InvalidPolicy(pointer, "must be a number above 0 and up to 1")
    return float(value)


def _kinds(value: object, pointer: str, _: RulePolicy) -> frozenset[SessionKind]:
    known = {kind.value: kind for kind in SessionKind}
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(kind, str) and kind in known for kind in value)
        or len(set(value)) < len(value)
    ):
        raise InvalidPolicy(pointer, f"must be a list out of {', '.join(known)}, each once")
    return frozenset(known[kind] for kind in value)


def _intervals(value: object, pointer: str, standing: RulePolicy) -> dict[str, int]:
    """Those given change, those left out stay, null takes one away."""
    if not isinstance(value, Mapping):
        raise InvalidPolicy(pointer, "must be an object of whole numbers")
    merged = dict(standing.intervals or {})
    for name, interval in value.items():
        if standing.names is not None and name not in standing.names:
            known = ", ".join(sorted(standing.names))
            raise InvalidPolicy(f"{pointer}/{name}", f"takes {known} and nothing else")
        if interval is None:
            merged.pop(name, None)
        else:
            merged[name] = whole_number(interval, f"{pointer}/{name}", 1, LONGEST_INTERVAL)
    return merged


READERS: Mapping[str, Callable[[object, str, RulePolicy], object]] = {
    "enabled": _switch,
    "interval": _number(1, LONGEST_INTERVAL),
    "unit": _unit,
    "intervals": _intervals,
    "grace": _number(0, 366),
    "roll": _one_of(tuple(Roll)),
    "count_from": _one_of(tuple(CountFrom)),
    "minimum_minutes": _number(0, MINUTES_A_DAY),
    "minimum_words": _number(1, MOST_WORDS),
    "threshold": _number(1, MINUTES_A_DAY),
    "similarity": _similarity,
    "kinds": _kinds,
    "review_closed": _switch,
}
