"""What the workers of the invented authority hold: cases with plans, and their agreements."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import YEAR, Person, Sent
from app.resources.demonstration.texts import thoughtful

CASES_EACH = 2
PLANS = (
    "child_in_need",
    "child_in_need",
    "child_protection",
    "looked_after",
    "looked_after_long_term",
    "care_leaver",
)
STEPPED_UP = 0.2
"""How many of the children in need come under child protection in the year."""

SIGNED = 0.8
DECIDED = 0.3
"""How many of the cases have an oversight note in the year."""


def cases_of(person: Person, today: date, random: Random) -> Iterator[Sent]:
    """The cases that a worker holds, each with its plan."""
    for number in range(CASES_EACH):
        started_on = max(person.started_on, today - YEAR + timedelta(days=random.randrange(120)))
        plans = [{"type": random.choice(PLANS), "started_on": started_on.isoformat()}]
        if plans[0]["type"] == "child_in_need" and random.random() < STEPPED_UP:
            stepped_up_on = started_on + timedelta(days=random.randrange(40, 160))
            plans[0]["ended_on"] = (stepped_up_on - timedelta(days=1)).isoformat()
            plans.append({"type": "child_protection", "started_on": stepped_up_on.isoformat()})
        allocation = {"worker_ref": person.reference, "started_on": started_on.isoformat()}
        if person.ended_on:
            allocation["ended_on"] = person.ended_on.isoformat()
        fields: dict[str, Any] = {"plans": plans, "allocations": [allocation]}
        if person.ended_on:
            fields["closed_on"] = person.ended_on.isoformat()
        yield "cases", case_of(person, number), fields


def case_of(person: Person, number: int) -> str:
    """The reference of one of a worker's cases."""
    return f"C-{person.reference}-{number + 1}"


def agreement_of(person: Person, today: date, random: Random) -> Sent:
    """What a worker and their manager have agreed, mostly signed."""
    fields: dict[str, Any] = {
        "supervisee_ref": person.reference,
        "supervisor_ref": person.manager,
        "started_on": person.started_on.isoformat(),
    }
    if random.random() < SIGNED:
        signed_on = person.started_on + timedelta(days=random.randrange(25))
        fields["signed_on"] = signed_on.isoformat()
        last = person.ended_on or today
        reviews = (signed_on + n * timedelta(days=350) for n in (1, 2, 3))
        fields["reviews"] = [day.isoformat() for day in reviews if day < last]
    if person.ended_on:
        fields["ended_on"] = person.ended_on.isoformat()
    return "agreements", f"AG-{person.reference}", fields


def notes_of(person: Person, today: date, random: Random) -> Iterator[Sent]:
    """Decisions that a manager made on a worker's cases outside sessions."""
    for number in range(CASES_EACH):
        if random.random() < DECIDED:
            decided_on = today - timedelta(days=random.randrange(5, 200))
            if person.ended_on and decided_on > person.ended_on:
                continue
            fields = {
                "case_ref": case_of(person, number),
                "author_ref": person.manager,
                "kind": "management_decision",
                "decided_at": f"{decided_on.isoformat()}T15:00:00+00:00",
                "recorded_at": f"{decided_on.isoformat()}T16:30:00+00:00",
                "decision": "The plan goes on until the next review.",
                "rationale": thoughtful(random),
            }
            yield "oversight-notes", f"ON-{person.reference}-{number + 1}", fields
