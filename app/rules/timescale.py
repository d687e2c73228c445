"""The two clocks of a worker: a personal session recurs, and so does looking at identity."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.rules.expectation import Expectation, Step
from app.rules.facts import Session
from app.rules.parameters import RulePolicy
from app.rules.policy import Policy
from app.rules.recurring import Recurring, recur
from app.rules.worker_view import WorkerView

PERSONAL_TIMESCALE = "personal-timescale"
IDENTITY_EXPLORED = "identity-explored"
MINUTES_NOT_KNOWN = "minutes_not_known"
IDENTITY_NOT_SENT = "identity_not_sent"


def personal_timescale(view: WorkerView) -> Iterator[Expectation]:
    """A personal session that is long enough, within the interval of a worker's posts."""
    return recur(view, PERSONAL)


def identity_explored(view: WorkerView) -> Iterator[Expectation]:
    """A session in which an aspect of identity was explored, be it years after the last one."""
    return recur(view, IDENTITY)


def blurred_on(stretches: Iterable[Expectation], before: date) -> date | None:
    """Since when, before a day, it has not been known whether identity was explored."""
    steps = (step for stretch in stretches for step in stretch.trace)
    days = (
        date.fromisoformat(step["from_on"])
        for step in steps
        if step["code"] == "cannot_judge" and step["reason"] == IDENTITY_NOT_SENT
    )
    return min((day for day in days if day < before), default=None)


def _minimum(policy: Policy) -> tuple[Step, ...]:
    minutes = policy.rules[PERSONAL_TIMESCALE].minimum_minutes
    return ({"code": "minimum", "minutes": minutes},)


def _long_enough(session: Session, parameters: RulePolicy) -> Step | None:
    minimum = parameters.minimum_minutes or 0
    if session.minutes is None and minimum:
        return {"code": MINUTES_NOT_KNOWN}
    if (session.minutes or 0) < minimum:
        return {"code": "too_short", "minutes": session.minutes, "minimum": minimum}
    return None


def _explored(session: Session, _: RulePolicy) -> Step | None:
    if session.identity_explored is None:
        return {"code": IDENTITY_NOT_SENT}
    return None if session.identity_explored else {"code": "identity_not_explored"}


PERSONAL = Recurring(
    code=PERSONAL_TIMESCALE, weigh=_long_enough, blur=MINUTES_NOT_KNOWN, closing=_minimum
)
IDENTITY = Recurring(code=IDENTITY_EXPLORED, weigh=_explored, blur=IDENTITY_NOT_SENT, lasting=True)
