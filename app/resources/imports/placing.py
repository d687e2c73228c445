"""Where a row stands in the order of work: what others mostly lean on first, then by its subject.

What belongs to one worker comes together and by its days: their year is then worked out once, and
a review mostly comes after what it reviews. A row that leans on a later one nevertheless waits.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.resources.imports.types import TYPES
from app.vocabulary import RecordType

RANKS = {type: rank for rank, type in enumerate(TYPES)}
SUBJECTS = ("supervisee_ref", "case_ref", "session_ref")
DAYS = ("held_on", "started_at", "decided_on", "decided_at", "planned_on", "started_on", "given_on")
LONGEST_SUBJECT, LENGTH_OF_A_DAY = 128, 10


class Place(NamedTuple):
    """What rows are sorted by, before their number."""

    rank: int
    belongs_to: str
    day: str


FIRST = Place(0, "", "")


def place(type: RecordType, sent: Mapping[str, Any]) -> Place:
    """The place of a row by what was sent, which nobody has checked yet."""
    several = sent.get("supervisee_refs")
    first = several[0] if isinstance(several, list) and several else None
    subject = next(_texts(first, *(sent.get(name) for name in SUBJECTS)), "")
    day = next(_texts(*(sent.get(name) for name in DAYS)), "")
    return Place(RANKS[type], subject[:LONGEST_SUBJECT], day[:LENGTH_OF_A_DAY])


def _texts(*values: object) -> "filter[Any]":
    return filter(lambda value: isinstance(value, str), values)
