"""When each personal session is held: in time or late, around absences, and what was cancelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.resources.demonstration.luck import luck
from app.resources.demonstration.people import Person
from app.resources.demonstration.year import Year, workday_after, workday_by

MONTHLY, FORTNIGHTLY, WEEKLY = 28, 14, 7
DAY = timedelta(days=1)
SIX_WEEKS, SIX_MONTHS = timedelta(days=41), timedelta(days=180)
CANCELLED = 0.07
"""How many planned sessions are cancelled or missed where supervision goes well."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A personal session of somebody: the n-th, and how well supervision goes by then.

    `was_planned_for` is the day of an earlier attempt that was called off.
    """

    person: Person
    turn: int
    day: date
    care: float
    was_planned_for: date | None = None

    @property
    def is_careful(self) -> bool:
        """Whether there is time for everything that is due in it."""
        return self.luck(1) < self.care

    def luck(self, about: int) -> float:
        """Chance for one thing about it, spread evenly over those who meet in the same weeks."""
        weeks = self.day.toordinal() // _interval(self.person, self.day)
        return luck(self.person.number, weeks, about)


def meetings(person: Person, year: Year, random: Random) -> Iterator[Meeting]:
    """Somebody's personal sessions up to yesterday, in their order."""
    last = min(year.yesterday, person.ended_on or year.yesterday)
    day, turn, planned = _first(person, random), 0, None
    while (found := _back_at_work(person, day, random)) is not None and found <= last:
        care = person.team.care(year.share(found))
        yield Meeting(person, turn, found, care, planned)
        day, planned = _next(person, found, turn, care, random)
        turn += 1


def _first(person: Person, random: Random) -> date:
    within = WEEKLY if person.is_newly_qualified else MONTHLY
    return workday_by(person.started_on + timedelta(days=random.randrange(4, within)))


def _next(
    person: Person, held_on: date, turn: int, care: float, random: Random
) -> tuple[date, date | None]:
    """The day of the next one, and the day on which it had been planned if that was called off."""
    interval = _interval(person, held_on)
    due = held_on + timedelta(days=interval)
    due += timedelta(days=_away_between(person, held_on, due))
    early = random.randrange(max(interval // 5, 1))
    if luck(person.number, turn) < care:
        in_time = max(workday_by(due - timedelta(days=early)), workday_after(held_on + DAY))
        is_called_off = random.random() < CANCELLED
        return in_time, workday_by(in_time - 3 * DAY) if is_called_off else None
    late = random.randrange(3, max(interval * 2 // 3, 6)) + round((1 - care) * interval * 0.8)
    is_called_off = random.random() > care
    return workday_after(due + timedelta(days=late)), workday_by(due) if is_called_off else None


def _interval(person: Person, day: date) -> int:
    since = day - person.started_on
    if not person.is_newly_qualified or since >= SIX_MONTHS:
        return MONTHLY
    return WEEKLY if since < SIX_WEEKS else FORTNIGHTLY


def _away_between(person: Person, first: date, last: date) -> int:
    """The days of absences that began between two sessions; they stop the clock."""
    return sum(
        ((one.to_on or one.from_on) - one.from_on).days + 1
        for one in person.absences
        if first < one.from_on <= last
    )


def _back_at_work(person: Person, day: date, random: Random) -> date | None:
    """The day itself, or soon after the absence that it falls into; None: still away."""
    away = person.away_on(day)
    if away is None:
        return day
    if away.to_on is None:
        return None
    return workday_after(away.to_on + timedelta(days=random.randrange(1, 5)))
