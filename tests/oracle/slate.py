"""What is said of one expectation on one day, and the slate on which a walk writes it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from app.vocabulary import State
from tests.oracle.days import DAY, NEVER, each_day

Key = tuple[str, str]


class Carried(NamedTuple):
    """Who carried an expectation on one day."""

    worker_id: UUID | None = None
    supervisor_id: UUID | None = None
    team_id: UUID | None = None
    plan_type: str | None = None


class Answer(NamedTuple):
    """What can be said of one expectation as at one day."""

    state: State | None
    due_on: date | None = None
    met_on: date | None = None
    days_late: int | None = None
    carried: Carried = Carried()


class Carrier(Protocol):
    """Tells who carries what was opened on a day and is due on another."""

    def __call__(self, opened_on: date, due_on: date | None) -> Carried: ...


@dataclass
class Slate:
    """Every answer of one stream, by expectation and day."""

    last_day: date
    warning_days: int
    answers: dict[Key, dict[date, Answer]] = field(default_factory=lambda: defaultdict(dict))

    def write(self, key: Key, day: date, answer: Answer) -> None:
        self.answers[key][day] = answer

    def write_on(self, key: Key, day: date, answer: Answer) -> None:
        """The same answer from that day to the last."""
        page = self.answers[key]
        for each in each_day(day, self.last_day):
            page[each] = answer


def unmet(due_on: date, grace: int, today: date, warning_days: int) -> State:
    """The state of what can be judged, is neither met nor ended and is not paused."""
    if breach_day(due_on, grace) <= today:
        return State.OVERDUE
    if due_on < today:
        return State.IN_GRACE
    if due_on == today:
        return State.DUE_TODAY
    if due_on != NEVER and due_on - today <= timedelta(days=warning_days):
        return State.DUE_SOON
    return State.NOT_YET_DUE


def breach_day(due_on: date, grace: int) -> date:
    return NEVER if due_on == NEVER else due_on + DAY + timedelta(days=grace)


def shown(due_on: date | None) -> date | None:
    return None if due_on == NEVER else due_on


def answer(
    state: State, due_on: date | None, today: date, carried: Carried, met_on: date | None = None
) -> Answer:
    """Late days are counted for what is overdue or was met late, and for nothing else."""
    late = None
    if due_on and state is State.OVERDUE:
        late = (today - due_on).days
    if due_on and met_on and state is State.MET_LATE:
        late = (met_on - due_on).days
    return Answer(state, shown(due_on), met_on, late, carried)
