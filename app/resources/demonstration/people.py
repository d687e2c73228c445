"""Who works in the invented authority: those who came, left, fell ill or had a child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import Sent, Team
from app.resources.demonstration.year import Year

TEAM_SIZE = 15
WITH_THE_FIRST = 8
"""How many of a team the first of its managers supervises."""

NEWLY_QUALIFIED, JUST_QUALIFIED, JOINED = 3, 10, 6
LEFT, AGENCY, NEW_PARENT = 5, (6, 13), 12
ILL = (2, 8)
"""The places in a team of those to whom something happened in the year."""

MANAGER_LEFT = 170
"""How many days ago the manager left whom a team has lost."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away; `to_on` is the last of them, None: still away."""

    reason: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is supervised."""

    reference: str
    name: str
    number: int
    team: Team
    role: str
    supervisors: tuple[tuple[str, date], ...]
    """Who has supervised them, each with the first day."""
    started_on: date
    ended_on: date | None = None
    is_newly_qualified: bool = False
    is_agency: bool = False
    absences: tuple[Absence, ...] = ()

    def supervisor_on(self, day: date) -> str:
        """Who supervises them on a day."""
        first, *later = self.supervisors
        return [first, *(one for one in later if one[1] <= day)][-1][0]

    def away_on(self, day: date) -> Absence | None:
        """The absence that a day falls into."""
        inside = (a for a in self.absences if a.from_on <= day <= (a.to_on or date.max))
        return next(inside, None)

    def works_on(self, day: date) -> bool:
        """Whether they have started, have not left and are not away."""
        last = self.ended_on or date.max
        return self.started_on <= day <= last and not self.away_on(day)


def members(team: Team, number: int, year: Year, random: Random) -> list[Person]:
    """The fifteen of a team; `number` is that of the first of them."""
    return [_member(team, place, number + place, year, random) for place in range(TEAM_SIZE)]


def _member(team: Team, place: int, number: int, year: Year, random: Random) -> Person:
    started_on = year.opening
    if place in (NEWLY_QUALIFIED, JOINED):
        started_on = year.back(random.randrange(190, 260))
    if place == JUST_QUALIFIED:
        started_on = year.back(random.randrange(30, 70))
    return Person(
        reference=f"W{team.reference[1:]}{place + 1:02}",
        name=f"Worker {number} (invented)",
        number=number,
        team=team,
        role="senior_practitioner" if place in (0, WITH_THE_FIRST) else team.role,
        supervisors=_supervisors(team, place, started_on, year),
        started_on=started_on,
        ended_on=year.back(random.randrange(50, 120)) if place == LEFT else None,
        is_newly_qualified=place in (NEWLY_QUALIFIED, JUST_QUALIFIED),
        is_agency=place in AGENCY,
        absences=_absences(place, year, random),
    )


def _supervisors(
    team: Team, place: int, started_on: date, year: Year
) -> tuple[tuple[str, date], ...]:
    first, second = team.managers
    if place < WITH_THE_FIRST:
        return ((first, started_on),)
    left_on = year.back(MANAGER_LEFT)
    if not team.lost_a_manager:
        return ((second, started_on),)
    if started_on > left_on:
        return ((first, started_on),)
    return (second, started_on), (first, left_on + timedelta(days=1))


def _absences(place: int, year: Year, random: Random) -> tuple[Absence, ...]:
    if place in ILL:
        from_on = year.back(random.randrange(40, 330))
        return (Absence("sickness", from_on, from_on + timedelta(days=random.randrange(6, 32))),)
    if place == NEW_PARENT:
        from_on = year.back(random.randrange(120, 330))
        to_on = from_on + timedelta(days=270)
        return (Absence("maternity", from_on, to_on if to_on < year.today else None),)
    return ()


def worker(person: Person) -> Sent:
    """Somebody as their system sends them."""
    post = {
        "team_ref": person.team.reference,
        "role": person.role,
        "stage": "asye" if person.is_newly_qualified else "standard",
        "agency": person.is_agency,
        "started_on": person.started_on.isoformat(),
        "ended_on": person.ended_on.isoformat() if person.ended_on else None,
    }
    fields: dict[str, Any] = {"display_name": person.name, "posts": [post]}
    fields["absences"] = [
        {
            "reason": absence.reason,
            "from_on": absence.from_on.isoformat(),
            "to_on": absence.to_on.isoformat() if absence.to_on else None,
        }
        for absence in person.absences
    ]
    if person.is_newly_qualified:
        fields["asye_started_on"] = person.started_on.isoformat()
    return "workers", person.reference, fields


def agreements(person: Person, year: Year, random: Random) -> Iterator[Sent]:
    """What somebody has agreed with each of their supervisors; most sign it and look at it again.

    Nobody got round to it where a manager has taken on the people of another.
    """
    ends = [*(began for _, began in person.supervisors[1:]), None]
    for place, ((supervisor, began), next_began) in enumerate(
        zip(person.supervisors, ends, strict=True)
    ):
        ended_on = next_began - timedelta(days=1) if next_began else person.ended_on
        fields: dict[str, Any] = {
            "supervisee_ref": person.reference,
            "supervisor_ref": supervisor,
            "started_on": began.isoformat(),
            "ended_on": ended_on.isoformat() if ended_on else None,
        }
        signed_on = began + timedelta(days=random.randrange(2, 25))
        if not place and signed_on < year.today and random.random() < person.team.care(0) + 0.08:
            reviewed_on = signed_on + timedelta(days=random.randrange(300, 355))
            last = min(ended_on or year.yesterday, year.yesterday)
            fields["signed_on"] = signed_on.isoformat()
            fields["reviews"] = [reviewed_on.isoformat()] if reviewed_on <= last else []
        yield "agreements", f"AG-{person.reference}-{place + 1}", fields
