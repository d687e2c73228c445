"""The sum behind a cadence: how a due day moves when what is in force changes."""

from dataclasses import replace
from datetime import date
from typing import Protocol

from app.rules.calendar import NO_HOLIDAYS
from app.rules.expectation import Step, written
from app.rules.pauses import Pause, Sum, count
from app.rules.terms import Terms


class Pauses(Protocol):
    """Gives the pauses under a policy's pausing reasons."""

    def __call__(self, reasons: frozenset[str], /) -> tuple[Pause, ...]:
        """The pauses in order."""
        ...


class Clock:
    """The standing due day of one expectation; told of changes in the order of their days."""

    __slots__ = ("_anchor_on", "_pauses", "_silent_from", "due_on", "steps", "terms")

    def __init__(self, anchor_on: date, pauses: Pauses) -> None:
        """Start at the anchor, with nothing in force yet."""
        self._anchor_on = anchor_on
        self._pauses = pauses
        self._silent_from: date | None = None
        self.terms: Terms | None = None
        self.due_on: date | None = None
        self.steps: tuple[Step, ...] = ()

    def fall_silent(self, day: date) -> None:
        """From that day on the duty has a gap."""
        if self._silent_from is None:
            self._silent_from = day

    def come_back(self, day: date) -> None:
        """The gap is over: what fell due in it is due on the first day back."""
        since, self._silent_from = self._silent_from, None
        if since and self.due_on and since <= self.due_on < day:
            self.due_on = day
            self.steps += ({"code": "came_back", "on": written(day), "due_on": written(day)},)

    def take(self, day: date, terms: Terms) -> bool:
        """From that day on these terms are in force; says whether a new stretch begins."""
        if self.terms is None:
            self._stand(self._count(day, terms))
            self.terms = terms
            return True
        before, standing = self.terms, self.due_on
        if terms == before:
            return False
        self._change(day, before, terms)
        self.terms = terms
        return self.due_on != standing or self._counted(terms) != self._counted(before)

    def _change(self, day: date, before: Terms, terms: Terms) -> None:
        """A tighter interval never makes overdue by itself; a looser one brings nothing forward."""
        new = self._count(self._anchor_on, terms)
        tighter = new.order < self._count(self._anchor_on, before).order
        chosen = self._count(max(self._anchor_on, day), terms) if tighter else new
        standing = self.due_on or date.max
        moves = chosen.order < standing if tighter else chosen.order > standing
        if moves:
            self._stand(chosen)
        shown = terms.in_force(max(self._anchor_on, day) if tighter else self._anchor_on)
        self.steps += (_change_step(day, shown, self.due_on, tighter=tighter),)

    def _stand(self, result: Sum) -> None:
        self.due_on = result.due_on
        self.steps += result.steps

    def _count(self, day: date, terms: Terms) -> Sum:
        return count(day, terms, self._pauses(terms.pausing))

    def _counted(self, terms: Terms) -> Terms:
        """What of the terms is told, if it moves nothing: a calendar is not."""
        return replace(terms.in_force(self._anchor_on), calendar=NO_HOLIDAYS)


def _change_step(day: date, terms: Terms, due_on: date | None, *, tighter: bool) -> Step:
    return {
        "code": "tightened" if tighter else "loosened",
        "on": written(day),
        "n": terms.interval,
        "unit": str(terms.unit),
        "due_on": written(due_on) if due_on else None,
        **({"agreed": True} if terms.agreed else {}),
    }
