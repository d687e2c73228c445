"""The walk of a content row: met on the record's day, or a breach until the next session."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.vocabulary import State
from tests.oracle.days import NEVER, each_day
from tests.oracle.slate import Carrier, Slate, answer


@dataclass(frozen=True)
class Content:
    """What one record must show; `shows` None: it is not known whether it does."""

    rule: str
    anchor: str
    day: date
    shows: bool | None
    sessions: Collection[date]

    def run(self, slate: Slate, carrier: Carrier) -> None:
        due_on = None if self.shows is None else self.day
        open_as = State.CANNOT_JUDGE if self.shows is None else State.OVERDUE
        ends_on = min((each for each in self.sessions if each > self.day), default=NEVER)
        carried = carrier(self.day, due_on)
        key = (self.rule, self.anchor)
        if self.shows:
            met = answer(State.MET, due_on, self.day, carried, met_on=self.day)
            slate.write_on(key, self.day, met)
            return
        for today in each_day(self.day, slate.last_day):
            if today == ends_on:
                slate.write_on(key, today, answer(State.ENDED, due_on, today, carried))
                return
            slate.write(key, today, answer(open_as, due_on, today, carried))
