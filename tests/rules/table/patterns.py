"""Finding the phrase that says something: its words stand for themselves, its braces for facts."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from functools import cache
from typing import Any, NamedTuple, TypeVar

from app.vocabulary import PlanType
from tests.rules.table.reading import UnreadableError, day_of

PLANS = sorted((each.replace("_", " ") for each in PlanType), key=len, reverse=True)
T = TypeVar("T")


class Slot(NamedTuple):
    """What may stand in the place of braces, and what it is read as."""

    pattern: str
    read: Callable[[str], Any]


SLOTS = {
    "day": Slot(r"(?:\w+day )?\d{1,2} \w+ \d{4}", day_of),
    "time": Slot(r"(?:[01]\d|2[0-3]):[0-5]\d", time.fromisoformat),
    "number": Slot(r"\d+", int),
    "kind": Slot("personal|joint|case|group|peer", str),
    "away": Slot("sickness|annual leave|maternity leave|unpaid leave", str),
    "plan": Slot("|".join(PLANS), lambda words: words.replace(" ", "_")),
}


@cache
def _compiled(phrase: str) -> tuple[re.Pattern[str], tuple[Slot, ...]]:
    parts = re.split(r"\{(\w+)\}", phrase)
    slots = tuple(SLOTS[name] for name in parts[1::2])
    words = [re.escape(part) for part in parts[::2]]
    between = [f"({slot.pattern})" for slot in slots] + [""]
    return re.compile("".join(w + s for w, s in zip(words, between, strict=True))), slots


def meaning(phrases: Mapping[str, Callable[..., T]], words: str) -> T:
    """What the phrase that says these words comes to; words that no phrase says are an error."""
    for phrase, tell in phrases.items():
        pattern, slots = _compiled(phrase)
        if found := pattern.fullmatch(words):
            given = zip(slots, found.groups(), strict=True)
            return tell(*(slot.read(each) for slot, each in given))
    raise UnreadableError(f"“{words}” is not known here")
