"""How a stretch stands as at a day; it looks at nothing that lies after that day."""

from datetime import date

from app.rules.expectation import Expectation
from app.vocabulary import EndReason, Judgement, State


def state_on(expectation: Expectation, day: date, warning_days: int) -> State | None:
    """The first state that holds; None: it does not stand yet, or another stretch replaced it."""
    if day < expectation.from_on:
        return None
    if expectation.met_on and expectation.met_on <= day:
        return State.MET if expectation.in_time else State.MET_LATE
    if expectation.ended_on and expectation.ended_on <= day:
        return None if expectation.end_reason is EndReason.CHANGED else State.ENDED
    return _unmet(expectation, day, warning_days)


def days_late(expectation: Expectation, day: date) -> int | None:
    """How many days past the due day it was met or still is not; None when neither holds."""
    state = state_on(expectation, day, warning_days=0)
    if state is State.OVERDUE:
        return _days(expectation.due_on, day)
    return _days(expectation.due_on, expectation.met_on) if state is State.MET_LATE else None


def _unmet(expectation: Expectation, day: date, warning_days: int) -> State:
    due_on = expectation.due_on
    if expectation.breach_on and expectation.breach_on <= day:
        return State.OVERDUE
    if expectation.judgement is Judgement.PAUSED:
        return State.PAUSED
    if expectation.judgement is Judgement.CANNOT_JUDGE:
        return State.CANNOT_JUDGE
    if due_on is None:
        return State.NOT_YET_DUE
    return _not_a_breach((due_on - day).days, warning_days)


def _not_a_breach(days_left: int, warning_days: int) -> State:
    if days_left < 0:
        return State.IN_GRACE
    if days_left == 0:
        return State.DUE_TODAY
    return State.DUE_SOON if days_left <= warning_days else State.NOT_YET_DUE


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last else None
