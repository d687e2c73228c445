"""How a stretch stands as at a day; it looks at nothing that lies after that day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.rules.expectation import Expectation
from app.vocabulary import EndReason, Judgement, State


class Excused(NamedTuple):
    """The first and the last day on which an approved exemption excuses."""

    from_on: date
    expires_on: date


def covers(exemptions: Iterable[Excused], day: date | None) -> bool:
    """Whether one of the exemptions excuses on a day; none excuses where there is no day."""
    return day is not None and any(one.from_on <= day <= one.expires_on for one in exemptions)


def state_on(
    expectation: Expectation, day: date, warning_days: int, exemptions: Iterable[Excused] = ()
) -> State | None:
    """The first state that holds; None: it does not stand yet, or another stretch replaced it."""
    if day < expectation.from_on:
        return None
    has_ended = expectation.ended_on is not None and expectation.ended_on <= day
    if has_ended and expectation.end_reason is EndReason.CHANGED:
        return None
    if expectation.met_on and expectation.met_on <= day:
        return State.MET if expectation.in_time else _late(expectation, day, exemptions)
    if has_ended:
        return State.ENDED
    if covers(exemptions, day):
        return State.EXCUSED
    return _unmet(expectation, day, warning_days)


def days_late(
    expectation: Expectation, day: date, exemptions: Iterable[Excused] = ()
) -> int | None:
    """How many days past the due day it was met or still is not; None when neither holds."""
    state = state_on(expectation, day, 0, exemptions)
    if state is State.OVERDUE:
        return _days(expectation.due_on, day)
    return _days(expectation.due_on, expectation.met_on) if state is State.MET_LATE else None


def _late(expectation: Expectation, day: date, exemptions: Iterable[Excused]) -> State:
    is_excused = covers(exemptions, day) or covers(exemptions, expectation.due_on)
    return State.EXCUSED if is_excused else State.MET_LATE


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
