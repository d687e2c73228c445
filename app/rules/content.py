"""Building block: a held record must show something; met on the record's day or not at all."""

from uuid import UUID

from app.rules.expectation import Expectation, Step
from app.rules.stretch import Fact
from app.rules.view import View
from app.vocabulary import EndReason, Judgement

Finding = tuple[bool | None, str | None, Step]
"""Whether a record shows what it must, why that cannot be judged, and the step that says so."""


def content(  # noqa: PLR0913  # a fact, what its record shows, and under which policy
    view: View,
    fact: Fact,
    finding: Finding,
    by: UUID,
    policy_version: int,
    *,
    near_misses: tuple[Step, ...] = (),
) -> Expectation:
    """The one stretch there is; unless met, the stream's next session supersedes it."""
    day = fact.opened_on
    met, reason, step = finding
    judged = met is not None
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
        by if met else None,
        True if met else None,  # in_time
        Judgement.JUDGED if judged else Judgement.CANNOT_JUDGE,
        None if judged else reason,
        fact.record_type,
        fact.record_id,
        *carrier,
        policy_version,
        view.calendar_version(day),
        (step,),
        near_misses,
    )
