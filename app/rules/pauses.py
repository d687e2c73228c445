"""Absences that move personal cadences, and the day a moved sum comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.rules.calendar import DAY, Roll
from app.rules.expectation import Step, written
from app.rules.facts import Absence
from app.rules.terms import Terms

NO_ROLL = Roll.NONE


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still; `until` is the first day after, None: not known."""

    reason: str
    from_on: date
    until: date | None

    @property
    def step(self) -> Step:
        """The pause as a step of a trace."""
        return {
            "code": "paused",
            "reason": self.reason,
            "from_on": written(self.from_on),
            "to_on": written(self.until - DAY) if self.until else None,
        }


class Sum(NamedTuple):
    """A due day, None when no end of a pause is known, and the steps that led to it."""

    due_on: date | None
    steps: tuple[Step, ...]

    @property
    def order(self) -> date:
        """The due day for comparing; an unknown one is later than all."""
        return self.due_on or date.max


def pauses_of(absences: Iterable[Absence], reasons: frozenset[str]) -> tuple[Pause, ...]:
    """The absences with a pausing reason in order; those that overlap are one, as the first."""
    merged: list[Pause] = []
    chosen = (absence for absence in absences if absence.reason in reasons)
    for absence in sorted(chosen, key=lambda a: (a.from_on, a.to_on or date.max, a.reason)):
        until = absence.to_on + DAY if absence.to_on else None
        last = merged[-1] if merged else None
        if last and (last.until is None or absence.from_on < last.until):
            if last.until is not None:
                longer = None if until is None else max(last.until, until)
                merged[-1] = Pause(last.reason, last.from_on, longer)
        else:
            merged.append(Pause(absence.reason, absence.from_on, until))
    return tuple(merged)


def count(day: date, terms: Terms, pauses: tuple[Pause, ...]) -> Sum:
    """The day plus the interval, moved on by the paused days on the way, then rolled."""
    terms = terms.in_force(day)
    due = terms.after(day)
    if not pauses and terms.roll is NO_ROLL:
        return Sum(due, (interval_step(terms, day, due),))
    steps = [interval_step(terms, day, due)]
    for pause in pauses:
        first = max(pause.from_on, day + DAY)
        if first > due:
            break
        if pause.until is None:
            return Sum(None, (*steps, pause.step))
        if pause.until > first:
            due += pause.until - first
            steps.append({**pause.step, "due_on": written(due)})
    rolled = terms.calendar.roll(due, terms.roll)
    if rolled != due:
        steps.append({"code": "rolled", "roll": str(terms.roll), "due_on": written(rolled)})
    return Sum(rolled, tuple(steps))


def interval_step(terms: Terms, day: date, due: date) -> Step:
    """The first step of a sum: what was added to which day."""
    step: Step = {
        "code": "interval",
        "from_on": written(day),
        "n": terms.interval,
        "unit": str(terms.unit),
        "count_from": str(terms.count_from),
        "due_on": written(due),
    }
    return {**step, "agreed": True} if terms.agreed else step
