"""The cases of a team: who holds them, and what plans they have had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import CIN, CP, LAC, LEAVER, LONG, Sent
from app.resources.demonstration.calendar import Meeting
from app.resources.demonstration.people import Person
from app.resources.demonstration.year import Year

AT_ONCE = 2
"""How many cases somebody holds at a time: of a real caseload, enough to see how it works."""

STEPS = {CIN: CP, CP: CIN, LAC: LONG, LONG: LEAVER}
"""What a plan becomes when it is stepped up or down."""

STEPPED = 0.3
"""How many of the cases that could be are stepped up or down."""

LASTS = (130, 420)
DAY = timedelta(days=1)
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Held:
    """Days on which somebody holds a case."""

    person: Person
    from_on: date
    to_on: date | None = None


@dataclass(slots=True)
class Case:
    """A child's case, by an opaque reference."""

    reference: str
    plans: list[tuple[str, date, date | None]]
    held: list[Held] = field(default_factory=list)
    closed_on: date | None = None

    def is_held_by(self, person: Person, day: date) -> bool:
        """Whether somebody holds it on a day."""
        return any(
            one.person is person and one.from_on <= day <= (one.to_on or FOREVER)
            for one in self.held
        )

    def sent(self) -> Sent:
        """The case as its system sends it."""
        fields: dict[str, Any] = {
            "plans": [
                {"type": type, "started_on": first.isoformat(), "ended_on": _text(last)}
                for type, first, last in self.plans
            ],
            "allocations": [
                {
                    "worker_ref": one.person.reference,
                    "started_on": one.from_on.isoformat(),
                    "ended_on": _text(one.to_on),
                }
                for one in self.held
            ],
            "closed_on": _text(self.closed_on),
        }
        return "cases", self.reference, fields


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def cases_of(
    person: Person, own: Sequence[Meeting], colleagues: Sequence[Person], year: Year, random: Random
) -> Iterator[Case]:
    """The cases that somebody came to hold, one after another; what they leave, others take on."""
    count = 0
    for _ in range(AT_ONCE):
        free_from = person.started_on
        for meeting in own:
            if meeting.day < free_from:
                continue
            case = _begun(person, meeting, count := count + 1, random)
            ended_on = _goes_on(case, random, year)
            _allocate(case, person, colleagues, ended_on)
            yield case
            if ended_on is None:
                break
            free_from = ended_on + timedelta(days=random.randrange(10, 40))


def _begun(person: Person, meeting: Meeting, count: int, random: Random) -> Case:
    """A case that came in some days before a session, in which it is then spoken of."""
    from_on = max(meeting.day - timedelta(days=random.randrange(2, 12)), person.started_on)
    plan = random.choice(person.team.plans)
    return Case(f"C-{person.reference}-{count}", [(plan, from_on, None)], [Held(person, from_on)])


def _goes_on(case: Case, random: Random, year: Year) -> date | None:
    """Step it up or down, and close it, as far as the year has come; its last day."""
    plan, from_on, _ = case.plans[0]
    changes_on = from_on + timedelta(days=random.randrange(50, 125))
    if plan in STEPS and random.random() < STEPPED and changes_on <= year.yesterday:
        case.plans = [(plan, from_on, changes_on - DAY), (STEPS[plan], changes_on, None)]
    ended_on = from_on + timedelta(days=random.randrange(*LASTS))
    if ended_on > year.yesterday:
        return None
    type, first, _ = case.plans[-1]
    case.plans[-1] = (type, first, ended_on)
    case.closed_on = ended_on
    return ended_on


def _allocate(
    case: Case, person: Person, colleagues: Sequence[Person], ended_on: date | None
) -> None:
    """Hand it on where its worker leaves, or goes for long, before it ends."""
    goes_on = _goes_for_long(person)
    first = case.held[0]
    if goes_on is None or goes_on <= first.from_on or (ended_on and ended_on <= goes_on):
        case.held = [Held(person, first.from_on, ended_on)]
        return
    there = [one for one in colleagues if one is not person and one.works_on(goes_on + DAY)]
    lasting = [one for one in there if _goes_for_long(one) is None]
    heir = lasting[person.number % len(lasting)]
    case.held = [
        Held(person, first.from_on, goes_on),
        Held(heir, goes_on + DAY, ended_on),
    ]


def _goes_for_long(person: Person) -> date | None:
    """The last day before somebody leaves or has a child."""
    for absence in person.absences:
        if absence.reason == "maternity":
            return absence.from_on - DAY
    return person.ended_on
