"""What several documents check of themselves; refusals are `PydanticCustomError`."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime
from typing import TypedDict, cast

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from app.fields import FUTURE_TOLERANCE


def once(what: str, values: Iterable[Hashable]) -> None:
    """Refuse a list in which the same one stands twice."""
    seen = list(values)
    if len(seen) != len(set(seen)):
        raise PydanticCustomError("twice", "The same one stands twice in {what}.", {"what": what})


def in_order(
    first: date | None, last: date | None, names: tuple[str, str] = ("started_on", "ended_on")
) -> None:
    """Refuse a period whose last day lies before its first."""
    if first and last and last < first:
        raise PydanticCustomError(
            "ended-before-started",
            "{last} lies before {first}.",
            {"first": names[0], "last": names[1]},
        )


class Context(TypedDict):
    """What a document's own checks are told of the write that they stand in."""

    now: datetime
    day_of: Callable[[datetime], date]


def context_of(info: ValidationInfo) -> Context:
    """The context that `Kind.checked` gives."""
    return cast("Context", info.context)


def agree(name: str, day: date | None, instant: datetime | None, context: Context) -> None:
    """Refuse a day that is not the civil day of the instant sent with it."""
    if day and instant and context["day_of"](instant) != day:
        raise PydanticCustomError("days-differ", "{name} and its instant differ.", {"name": name})


def is_to_come(day: date | None, instant: datetime | None, context: Context) -> bool:
    """Whether a day, or an instant with some tolerance for clocks, lies in the future."""
    if instant and instant > context["now"] + FUTURE_TOLERANCE:
        return True
    return day is not None and day > context["day_of"](context["now"])
