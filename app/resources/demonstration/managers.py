"""The managers of the invented authority: they supervise, and are supervised."""

from collections.abc import Iterator
from datetime import timedelta

from app.resources.demonstration.authority import SERVICES, TEAMS, WHOLE, Sent, Team
from app.resources.demonstration.people import MANAGER_LEFT, Person
from app.resources.demonstration.year import Year

HEADS = {"S1": "M21", "S2": "M22"}
"""Who heads each service; in this authority nobody records how they are supervised."""

FIRST_NUMBER = 500
"""Managers have numbers of their own, so that chance spreads them apart from their workers."""


def heads() -> Iterator[Sent]:
    """The heads of the services."""
    for service, reference in HEADS.items():
        post = {
            "team_ref": WHOLE[0],
            "role": "head_of_service",
            "started_on": "2020-04-01",
            "supervised": False,
        }
        name = f"Head of {SERVICES[service]} (invented)"
        yield "workers", reference, {"display_name": name, "posts": [post]}


def managers(year: Year) -> list[Person]:
    """Two of each team; one of them left this year."""
    return [_manager(team, place, year) for team in TEAMS for place in range(len(team.managers))]


def _manager(team: Team, place: int, year: Year) -> Person:
    reference = team.managers[place]
    number = int(reference[1:])
    has_left = team.lost_a_manager and place == 1
    return Person(
        reference=reference,
        name=f"Manager {number} (invented)",
        number=FIRST_NUMBER + number,
        team=team,
        role="team_manager",
        supervisors=((HEADS[team.service], year.opening),),
        started_on=year.opening,
        ended_on=year.today - timedelta(days=MANAGER_LEFT) if has_left else None,
    )
