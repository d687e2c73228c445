"""Supervision besides the personal kind: a team's group sessions, and talks in passing."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from app.resources.demonstration.authority import Sent
from app.resources.demonstration.content import ASPECTS
from app.resources.demonstration.people import Person
from app.resources.demonstration.texts import question, thoughtful
from app.resources.demonstration.year import Year, at, workday_after

EVERY = timedelta(days=45)
"""How often a group meets."""

TALKS = 2
"""How many talks in passing somebody has written down in the year, at most."""


def groups(people: Sequence[Person], name: str, year: Year, random: Random) -> Iterator[Sent]:
    """The group sessions of those who share a team."""
    day, number = year.opening + timedelta(days=random.randrange(12, 40)), 0
    while (held_on := workday_after(day)) <= year.yesterday:
        present = [one for one in people if one.works_on(held_on) and random.random() > 1 / 8]
        number += 1
        fields = {
            "kind": "group",
            "status": "held",
            "supervisee_refs": [one.reference for one in present],
            "supervisor_refs": [present[0].supervisor_on(held_on)],
            "started_at": at(held_on, 14),
            "ended_at": at(held_on, 15, 45),
            "recorded_at": at(min(held_on + timedelta(days=1), year.yesterday), 16),
            "check_in": {"held": True},
            "reflection": thoughtful(random),
            "circular_questions": [question(random)],
            "identity_aspects": [{"aspect": random.choice(ASPECTS), "whose": "family"}],
        }
        yield "sessions", f"{name}-G{number:02}", fields
        day += EVERY


def talks(person: Person, year: Year, random: Random) -> Iterator[Sent]:
    """What somebody and their supervisor said between two doors, where it was written down."""
    for number in range(random.randrange(TALKS + 1)):
        day = workday_after(year.back(random.randrange(5, 360)))
        if not person.works_on(day) or day > year.yesterday:
            continue
        fields = {
            "kind": "informal",
            "status": "held",
            "supervisee_refs": [person.reference],
            "supervisor_refs": [person.supervisor_on(day)],
            "started_at": at(day, 13),
            "ended_at": at(day, 13, 15),
            "recorded_at": at(day, 17),
            "reflection": "A difficult call had just ended, and we sorted out what comes next.",
        }
        yield "sessions", f"{person.reference}-T{number + 1}", fields
