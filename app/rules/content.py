"""Building block: a held record must show something; met on the record's day or not at all."""

from typing import NamedTuple
from uuid import UUID

from app.rules.expectation import Expectation, Step
from app.rules.stretch import Fact
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
    judged, met = shown.met is not None, bool(shown.met)
    ended_on = None if met else view.next_served(day)
    carrier = view.carrier(fact, day)
    return Expectation(  # by place, as in `View.row`: a write makes dozens
        fact.rule,
        view.subject_type,
        view.subject_id,
        fact.anchor,
        day,
        day,  # from_on
        ended_on,
        EndReason.SUPERSEDED if ended_on else None,
        day if judged else None,  # due_on
        None,  # due_at
        day if judged else None,  # breach_on
        day if met else None,  # met_on
        shown.by if met else None,
        True if met else None,  # in_time
        Judgement.JUDGED if judged else Judgement.CANNOT_JUDGE,
        None if judged else shown.reason,
        fact.record_type,
        fact.record_id,
        *carrier,
        shown.policy_version,
        view.calendar_version(day),
        shown.trace,
        shown.near_misses,
    )
