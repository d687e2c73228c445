"""The walk of a deadline: it waits for its follow-up while that is asked for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.rules.calendar import Calendar
from app.rules.policy import RuleBook
from app.vocabulary import State
from tests.oracle.days import NEVER, due_day, each_day, terms_of
from tests.oracle.slate import Answer, Carrier, Slate, answer, breach_day, unmet

Counting = Callable[[Calendar], date]


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One thing that follows one fact.

    `due` counts anew from each calendar version; `moves` are the days that were agreed later.
    `left_on` is the first day on which it is expected no more; what would never stand is no row.
    `sessions` are the days that supersede a breach. `judged` False: not enough was sent.
    `by_the_hour`: the day of the hour, on which it is met in time or not by that hour.
    """

    rule: str
    anchor: str
    opened_on: date
    from_on: date | None = None
    due: Counting | None
    grace: int = 0
    moves: Mapping[date, date] = field(default_factory=dict)
    met_on: date | None = None
    by_the_hour: tuple[date, bool] | None = None
    left_on: date | None = None
    sessions: Collection[date] = ()
    judged: bool = True


def counting(
    book: RuleBook, code: str, start: date, on: date, interval: int | None = None
) -> Counting:
    """Counts from `start` by the policy of the fact's day `on`."""
    rule = book.policy_on(on).rules[code]
    return lambda calendar: due_day(start, terms_of(rule, calendar, interval))


class Waiting:
    """One deadline, day after day."""

    def __init__(self, deadline: Deadline, book: RuleBook, slate: Slate, carrier: Carrier) -> None:
        self.deadline, self.book, self.slate, self.carrier = deadline, book, slate, carrier
        self.key = (deadline.rule, deadline.anchor)
        self.calendar: Calendar | None = None
        self.due_on: date | None = None
        self.over = self.agreed = False

    def run(self) -> None:
        wanted = self.deadline
        first = wanted.from_on or wanted.opened_on
        if wanted.left_on and wanted.left_on <= first:
            return
        met_on = max(wanted.met_on, first) if wanted.met_on else None
        for today in each_day(first, self.slate.last_day):
            if wanted.left_on and wanted.left_on <= today:
                self.write_on(today, State.ENDED)
                return
            self.over = self.over or self.superseded(today)
            if not self.over:
                self.move(today)
            if today == met_on and wanted.judged:
                self.meet(today)
                return
            self.note(today)

    def move(self, today: date) -> None:
        """A new calendar counts anew, and a session may have agreed another day."""
        calendar = self.book.calendar_on(today)
        if today in self.deadline.moves:
            self.due_on, self.agreed = self.deadline.moves[today], True
        elif self.deadline.due and calendar != self.calendar and not self.agreed:
            self.due_on = self.deadline.due(calendar)
        self.calendar = calendar

    def meet(self, today: date) -> None:
        in_time = self.due_on is None or today <= self.due_on
        if self.deadline.by_the_hour and self.deadline.by_the_hour[0] == self.due_on:
            in_time = self.deadline.by_the_hour[1]
        self.write_on(today, State.MET if in_time else State.MET_LATE, met_on=today)

    def superseded(self, today: date) -> bool:
        """What was a breach yesterday is closed by a session; today's calendar moves it no more."""
        if today not in self.deadline.sessions:
            return False
        if not self.deadline.judged:
            return today > (self.deadline.from_on or self.deadline.opened_on)
        return self.due_on is not None and breach_day(self.due_on, self.deadline.grace) < today

    def note(self, today: date) -> None:
        if self.over:
            state = State.ENDED
        elif not self.deadline.judged:
            state = State.CANNOT_JUDGE
        else:
            due_on = self.due_on or NEVER
            state = unmet(due_on, self.deadline.grace, today, self.slate.warning_days)
        self.slate.write(self.key, today, self.said(today, state))

    def write_on(self, today: date, state: State, met_on: date | None = None) -> None:
        self.slate.write_on(self.key, today, self.said(today, state, met_on))

    def said(self, today: date, state: State, met_on: date | None = None) -> Answer:
        due_on = self.due_on if self.deadline.judged else None
        carried = self.carrier(self.deadline.opened_on, due_on)
        return answer(state, due_on, today, carried, met_on)
