"""The people of the invented authority: teams, managers, workers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

NAME = "Anytown Council (invented)"
SOURCE = "mosaic"
SERVICE = {"reference": "T0", "name": "Children's Services"}
TEAMS = {
    "T1": "Assessment",
    "T2": "Safeguarding and Family Help",
    "T3": "Children in Care",
}
WORKERS_A_TEAM = 8
AWAY, GONE = (2, 5), 6
"""The places in a team of those who were away for a while, and of the one who left."""

YEAR = timedelta(days=365)

Sent = tuple[str, str, dict[str, Any]]
"""A record as it is put: its type, its reference and its fields."""


@dataclass(frozen=True, slots=True)
class Person:
    """A worker of the demonstration, and how well they are supervised."""

    reference: str
    manager: str
    started_on: date
    care: float
    ended_on: date | None = None
    absence: tuple[date, date] | None = None


def teams() -> Iterator[Sent]:
    """A service with three teams."""
    yield "teams", SERVICE["reference"], {"name": SERVICE["name"]}
    for reference, name in TEAMS.items():
        yield "teams", reference, {"name": name, "parent_ref": SERVICE["reference"]}


def managers() -> Iterator[Sent]:
    """A manager for each team, and the one of the docs' example."""
    for number, team in enumerate(TEAMS, start=1):
        yield "workers", f"M{number}", _manager(f"Manager {number} (invented)", team)
    yield "workers", "M7", _manager("Manager 7 (invented)", "T2")


def _manager(name: str, team: str) -> dict[str, Any]:
    post = {
        "team_ref": team,
        "role": "first_line_manager",
        "started_on": "2020-04-01",
        "supervised": False,
    }
    return {"display_name": name, "posts": [post]}


def people(today: date, random: Random) -> list[Person]:
    """Workers with a year behind them, some of them new, away or gone."""
    found = []
    for team, _ in enumerate(TEAMS, start=1):
        for place in range(WORKERS_A_TEAM):
            person = Person(
                reference=f"W{team}{place:02}",
                manager=f"M{team}",
                started_on=today - YEAR - timedelta(days=random.randrange(30, 900)),
                care=random.choice((0.55, 0.75, 0.9, 0.97)),
                ended_on=today - timedelta(days=60) if place == GONE else None,
                absence=_absence(today, random) if place in AWAY else None,
            )
            found.append(person)
    return found


def _absence(today: date, random: Random) -> tuple[date, date]:
    begins = today - timedelta(days=random.randrange(40, 300))
    return begins, begins + timedelta(days=random.randrange(7, 30))


def worker(person: Person, place: int) -> Sent:
    """A worker as their system sends them."""
    team = f"T{person.manager[1:]}"
    post = {
        "team_ref": team,
        "role": "social_worker",
        "stage": "standard",
        "started_on": person.started_on.isoformat(),
        "ended_on": person.ended_on.isoformat() if person.ended_on else None,
    }
    absences = []
    if person.absence:
        begins, ends = person.absence
        absences = [
            {"reason": "sickness", "from_on": begins.isoformat(), "to_on": ends.isoformat()}
        ]
    fields = {"display_name": f"Worker {place} (invented)", "posts": [post], "absences": absences}
    return "workers", person.reference, fields
