"""The window in plain Python: what the service asks its database must come to the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.rules.expectation import Expectation
from app.vocabulary import SubjectType

PERSONAL_TIMESCALE = "personal-timescale"
ACTION_COMPLETED = "action-completed"
IDENTITY_EXPLORED = "identity-explored"

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


def window(stored: Iterable[Expectation], day: date) -> date | None:
    """The first day to evaluate from when facts of that day or later change; None: everything.

    A worker's begins at the last anchor on or before all that such facts can still touch: what
    is open, and what was due, met or ended on that day or later. A case has no anchors to keep.
    """
    rows = [each for each in stored if each.rule != ACTION_COMPLETED and not _lasts(each)]
    touched = min([day, *(each.opened_on for each in rows if _can_change(each, day))])
    if any(each.subject_type is SubjectType.CASE for each in rows):
        return touched
    anchors = (each.opened_on for each in rows if each.rule == PERSONAL_TIMESCALE)
    return max((anchor for anchor in anchors if anchor <= touched), default=None)


def _lasts(expectation: Expectation) -> bool:
    """What is open of a lasting rule is supplied by itself."""
    is_open = expectation.met_on is None and expectation.ended_on is None
    return expectation.rule == IDENTITY_EXPLORED and is_open


def _can_change(expectation: Expectation, day: date) -> bool:
    if expectation.met_on is None and expectation.ended_on is None:
        return True
    settled = (expectation.due_on, expectation.met_on, expectation.ended_on)
    return any(each is not None and each >= day for each in settled)


def _key(expectation: Expectation) -> Key:
    """What the id is made of, and the first day; cheaper than the id itself."""
    return (
        expectation.rule,
        expectation.subject_id,
        expectation.anchor,
        expectation.from_on,
    )
