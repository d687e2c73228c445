"""The walk of a cadence: today's due day is so; what changes today moves it; an event meets it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.rules.facts import Absence
from app.vocabulary import State
from tests.oracle.days import DAY, NEVER, Terms, due_day, each_day, is_away
from tests.oracle.intervals import UNJUDGED, Unjudged
from tests.oracle.slate import Answer, Carried, Carrier, Slate, answer, breach_day, unmet


class Event(NamedTuple):
    """What may count on its day; `certain` False: it is not known whether it does.

    `carrier` tells who carries what it opens, where that hangs on the event.
    """

    received_at: datetime
    anchor: str
    certain: bool = True
    carrier: Carrier | None = None


@dataclass(frozen=True)
class Cadence:
    """What the walk of one rule over one stream asks."""

    rule: str
    begins: Callable[[date], str | None]
    begins_unknown: tuple[date, str] | None
    inside: Callable[[date], bool]
    terms: Callable[[date], Terms | Unjudged | None]
    events: Callable[[date], list[Event]]
    carrier: Carrier
    pausing: Callable[[date], frozenset[str]]
    absences: tuple[Absence, ...] = ()
    plan_type: Callable[[date], str | None] = lambda _: None


@dataclass
class Open:
    """The expectation that is open today."""

    anchor: str
    opened_on: date
    carrier: Carrier | None = None
    due_on: date | None = None
    terms: Terms | None = None
    blurred: bool = False
    off: bool = False
    last: Answer | None = None


class Walk:
    """One cadence, day after day."""

    def __init__(self, cadence: Cadence, slate: Slate) -> None:
        self.cadence, self.slate = cadence, slate
        self.open: Open | None = None
        self.away_since: date | None = None

    def run(self, first: date) -> None:
        for today in each_day(first, self.slate.last_day):
            self.begin(today)
            if not self.cadence.inside(today):
                self.outside(today)
                continue
            self.come_back(today)
            self.change(today)
            self.happen(today)
            self.note(today)

    def begin(self, today: date) -> None:
        """A duty begins, and with it what is due first."""
        anchor = self.cadence.begins(today)
        unknown = self.cadence.begins_unknown
        if unknown and unknown[0] == today and not self.open and self.cadence.inside(today):
            self.open = Open(unknown[1], today, blurred=True)
        if anchor:
            self.settle(today)
            self.open = Open(anchor, today)

    def outside(self, today: date) -> None:
        """Nothing is judged: what stood has ended, and may stand again after a short gap."""
        self.away_since = self.away_since or today
        if self.open and self.open.last:
            if self.open.last.state is not None:
                self.open.last = self.open.last._replace(state=State.ENDED, days_late=None)
            self.slate.write(self.key(self.open), today, self.open.last)

    def come_back(self, today: date) -> None:
        """What was due while nothing was judged is due on the first day back."""
        here, since = self.open, self.away_since
        self.away_since = None
        if here and here.due_on and since and since <= here.due_on < today:
            here.due_on = today

    def change(self, today: date) -> None:
        here, new = self.open, self.cadence.terms(today)
        if not here:
            return
        here.off = new is None
        if not isinstance(new, Terms):
            return
        if here.due_on is None or here.terms is None:
            here.due_on = self.counted(today, new)
        elif new != here.terms:
            old_sum = self.counted(here.opened_on, here.terms)
            new_sum = self.counted(here.opened_on, new)
            if new_sum < old_sum:
                here.due_on = min(here.due_on, self.counted(max(here.opened_on, today), new))
            else:
                here.due_on = max(here.due_on, new_sum)
        here.terms = new

    def happen(self, today: date) -> None:
        """An event meets what is open and opens what comes next."""
        events = self.cadence.events(today)
        certain = [event for event in events if event.certain]
        if certain:
            self.meet(today)
            first = min(certain, key=lambda event: (event.received_at, event.anchor))
            self.open = Open(first.anchor, today, carrier=first.carrier)
            self.change(today)
        elif events and self.open:
            self.open.blurred = True

    def meet(self, today: date) -> None:
        here = self.open
        if not here:
            return
        if here.off:
            self.slate.write_on(self.key(here), today, self.standing(here, today))
        elif here.blurred or self.cadence.terms(today) == UNJUDGED:
            if here.last is None or here.last.state is None:
                self.settle(today)
                return
            ended = Answer(State.ENDED, carried=self.carried(here, None, today))
            self.slate.write_on(self.key(here), today, ended)
        else:
            assert here.due_on
            state = State.MET if today <= here.due_on else State.MET_LATE
            carried = self.carried(here, here.due_on, today)
            met = answer(state, here.due_on, today, carried, met_on=today)
            self.slate.write_on(self.key(here), today, met)

    def settle(self, today: date) -> None:
        """Whatever was said of it yesterday is said for ever."""
        if self.open and self.open.last:
            self.slate.write_on(self.key(self.open), today, self.open.last)

    def note(self, today: date) -> None:
        here = self.open
        if not here:
            return
        here.last = self.standing(here, today)
        self.slate.write(self.key(here), today, here.last)

    def standing(self, here: Open, today: date) -> Answer:
        if here.off:
            ended = here.last and here.last.state is State.ENDED
            return here.last if here.last and ended else Answer(None)
        terms = self.cadence.terms(today)
        if here.blurred or not isinstance(terms, Terms):
            paused = self.paused(NEVER, 0, today)
            state = State.PAUSED if paused else State.CANNOT_JUDGE
            return Answer(state, carried=self.carried(here, None, today))
        assert here.due_on
        carried = self.carried(here, here.due_on, today)
        if self.paused(here.due_on, terms.grace, today):
            return answer(State.PAUSED, here.due_on, today, carried)
        state = unmet(here.due_on, terms.grace, today, self.slate.warning_days)
        return answer(state, here.due_on, today, carried)

    def paused(self, due_on: date, grace: int, today: date) -> bool:
        """Away today for a reason that pauses, and not overdue when that began."""
        reasons = self.cadence.pausing(today)
        away = [each for each in self.cadence.absences if each.reason in reasons]
        if not is_away(today, away):
            return False
        began = today
        while is_away(began - DAY, away):
            began -= DAY
        return breach_day(due_on, grace) > began

    def counted(self, start: date, terms: Terms) -> date:
        return due_day(start, terms, self.cadence.absences)

    def carried(self, here: Open, due_on: date | None, today: date) -> Carried:
        """By whom, for a plan that may be another tomorrow."""
        carrier = here.carrier or self.cadence.carrier
        carried = carrier(here.opened_on, None if due_on == NEVER else due_on)
        return carried._replace(plan_type=self.cadence.plan_type(today))

    def key(self, here: Open) -> tuple[str, str]:
        return (self.cadence.rule, here.anchor)
