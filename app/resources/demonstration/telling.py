"""The whole authority up to yesterday, part by part: the same for every day but for its dates."""

from collections.abc import Iterator, Sequence
from random import Random

from app.resources.demonstration.authority import TEAMS, Sent, Team, teams
from app.resources.demonstration.calendar import meetings
from app.resources.demonstration.cases import cases_of
from app.resources.demonstration.examples import examples
from app.resources.demonstration.gatherings import groups, talks
from app.resources.demonstration.managers import heads, managers
from app.resources.demonstration.oversight import notes
from app.resources.demonstration.people import TEAM_SIZE, Person, agreements, members, worker
from app.resources.demonstration.sessions import sessions
from app.resources.demonstration.year import Year

Part = list[Sent]
"""Records that belong together: nothing outside points at a stream of theirs afterwards."""


def parts(year: Year) -> Iterator[Part]:
    """The people at the top, each team, and the records of the docs' examples."""
    yield list(_top(year))
    for place, team in enumerate(TEAMS):
        yield list(_team(team, 1 + place * TEAM_SIZE, year))
    yield list(examples(year))


def _top(year: Year) -> Iterator[Sent]:
    random = _chance("top")
    yield from teams()
    yield from heads()
    everybody = managers(year)
    yield from _people(everybody, year, random)
    held = [one for person in everybody for one in meetings(person, year, random)]
    yield from sessions(held, [], year, random)


def _team(team: Team, number: int, year: Year) -> Iterator[Sent]:
    random = _chance(team.reference)
    people = members(team, number, year, random)
    yield from _people(people, year, random)
    held = {person: list(meetings(person, year, random)) for person in people}
    cases = [case for one in people for case in cases_of(one, held[one], people, year, random)]
    for case in cases:
        yield case.sent()
        yield from notes(case, year, random)
    yield from sessions([one for own in held.values() for one in own], cases, year, random)
    yield from groups(people, team.reference, year, random)
    for person in people:
        yield from talks(person, year, random)


def _people(people: Sequence[Person], year: Year, random: Random) -> Iterator[Sent]:
    for person in people:
        yield worker(person)
    for person in people:
        yield from agreements(person, year, random)


def _chance(name: str) -> Random:
    """Chance of its own for each part, so that a change of one leaves the others as they are."""
    return Random(f"Anytown {name}")  # noqa: S311  # invented people, not secrets
