"""Building block: a held record must show something; met on the record's day or not at all."""

from typing import NamedTuple
from uuid import UUID

from app.rules.expectation import Expectation, Step
from app.rules.stretch import Fact, Stretch
from app.rules.view import View
from app.vocabulary import EndReason, Judgement


class Shown(NamedTuple):
    """What a record shows: `met` None when it cannot be judged, for the reason given."""

    met: bool | None
    by: UUID
    policy_version: int
    reason: str | None = None
    trace: tuple[Step, ...] = ()
    near_misses: tuple[Step, ...] = ()


def content(view: View, fact: Fact, shown: Shown) -> Expectation:
    """The one stretch there is; unless met, the stream's next session supersedes it."""
    day = fact.opened_on
    stretch = Stretch(
        from_on=day,
        policy_version=shown.policy_version,
        calendar_version=view.book.calendar_on(day).version,
        trace=shown.trace,
        near_misses=shown.near_misses,
    )
    if shown.met is None:
        stretch.judgement, stretch.reason = Judgement.CANNOT_JUDGE, shown.reason
    else:
        stretch.due_on = stretch.breach_on = day
    if shown.met:
        stretch.meet(day, shown.by)
    else:
        superseded_on = view.next_served(day)
        if superseded_on:
            stretch.end(superseded_on, EndReason.SUPERSEDED)
    return view.row(fact, stretch)
