"""The row of a cadence on whose days nothing changes, as on most: a third of the work."""

from datetime import date

from app.rules.cadence import Anchor, Cadence
from app.rules.calendar import days
from app.rules.expectation import Expectation, placed
from app.rules.pauses import count
from app.rules.stretch import Fact
from app.rules.view import View
from app.vocabulary import Judgement

JUDGED = Judgement.JUDGED


def undisturbed(
    view: View, fact: Fact, cadence: Cadence, opener: Anchor, met: Anchor | None
) -> Expectation | None:
    """The one stretch there is, without the steps between; None: something changes on its days."""
    day = opener.on
    held = cadence.held_throughout(day, met.on if met else None)
    if held is None or held.terms is None:
        return None
    terms, policy = held.terms, view.policy_on(day)
    total = count(day, terms, ())
    due_on = total.order
    met_on = met.on if met else None
    ended_on = None if met or cadence.until == date.max else cadence.until
    worker_id, supervisor_id, team_id, carried_under = view.carried(fact, due_on)
    return placed(
        (
            fact.rule,
            view.subject_type,
            view.subject_id,
            fact.anchor,
            day,
            day,  # from_on
            ended_on,
            cadence.ends_as if ended_on else None,
            due_on,
            None,  # due_at
            due_on + days(1 + terms.grace),
            met_on,
            met.id if met else None,
            met_on <= due_on if met_on else None,  # in_time
            JUDGED,
            None,  # reason
            None,  # record_type
            None,  # record_id
            worker_id,
            supervisor_id,
            team_id,
            held.plan_type or carried_under,
            policy.version,
            view.calendar_version(day),
            (opener.step, *total.steps, *cadence.closing(policy)),
            cadence.near_misses(day, met_on or ended_on or date.max),
        )
    )
