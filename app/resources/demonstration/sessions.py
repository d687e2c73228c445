"""A year of sessions for one worker: mostly on time, mostly good, never perfect."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import YEAR, Person, Sent

WORKS = (
    "Agree the next visit with the family",
    "Ask the school for the attendance record",
    "Write the chronology up to date",
    "Talk the plan through with the health visitor",
)
FRIDAY = 4
CANCELLED = 0.05
"""How many sessions are cancelled, of all that are planned."""

CHECKED_IN, NOT_REVIEWED = 0.5, 0.4
"""How often a careless session has a check-in, and how often it passes over an action."""

CARRIED_FORWARD = 0.25
"""How many reviews put the action off, of all that are made."""


def year_of(person: Person, today: date, random: Random) -> Iterator[Sent]:
    """The sessions of a worker in the last year, in the order in which they were held."""
    day = today - YEAR + timedelta(days=random.randrange(1, 25))
    last = min(today - timedelta(days=1), person.ended_on or today)
    open_actions: list[str] = []
    number = 0
    while day <= last:
        number += 1
        reference = f"{person.reference}-S{number:02}"
        if random.random() < CANCELLED:
            yield "sessions", f"{reference}-X", _cancelled(person, day)
            day = _workday(day + timedelta(days=random.randrange(2, 9)))
            continue
        yield "sessions", reference, _held(person, day, random, open_actions, reference)
        day = _workday(day + timedelta(days=_interval(person, random)))


def _interval(person: Person, random: Random) -> int:
    if random.random() < person.care:
        return random.randrange(21, 29)
    return random.randrange(30, 48)


def _workday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def _cancelled(person: Person, day: date) -> dict[str, Any]:
    return {
        "kind": "personal",
        "status": "cancelled",
        "supervisee_ref": person.reference,
        "supervisor_ref": person.manager,
        "planned_for": _at(day, 10),
        "cancelled_on": day.isoformat(),
        "cancelled_by": "supervisor",
        "cancel_reason": "Called to court",
    }


def _held(
    person: Person, day: date, random: Random, open_actions: list[str], reference: str
) -> dict[str, Any]:
    careful = random.random() < person.care
    reviews = _reviews(day, random, open_actions, careful=careful)
    actions = _actions(person, day, random, reference)
    open_actions += [action["reference"] for action in actions]
    return {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": person.reference,
        "supervisor_ref": person.manager,
        "started_at": _at(day, 10),
        "ended_at": _at(day, 11, random.choice((15, 30, 35, 40)) if careful else 10),
        "recorded_at": _at(min(day + timedelta(days=random.randrange(4)), day + timedelta(4)), 16),
        "check_in": {"held": careful or random.random() < CHECKED_IN},
        "reflection": "What the visits of this month told us, and what we made of it.",
        "appreciative_note": "Steady with a family that had been let down before.",
        "feedback_minutes": random.choice((10, 12, 15)) if careful else random.choice((0, 5)),
        "action_reviews": reviews,
        "actions": actions,
        "feedback": _feedback(random, careful=careful),
        "previous_actions_reviewed": True,
    }


def _reviews(
    day: date, random: Random, open_actions: list[str], *, careful: bool
) -> list[dict[str, Any]]:
    reviews = []
    for reference in list(open_actions):
        if not careful and random.random() < NOT_REVIEWED:
            continue
        review: dict[str, Any] = {"action_ref": reference, "outcome": "completed"}
        if random.random() < CARRIED_FORWARD:
            later = (day + timedelta(days=14)).isoformat()
            review |= {"outcome": "carried_forward", "new_due_on": later}
        else:
            open_actions.remove(reference)
        reviews.append(review)
    return reviews


def _actions(person: Person, day: date, random: Random, reference: str) -> list[dict[str, Any]]:
    return [
        {
            "reference": f"{reference}-A{number}",
            "description": random.choice(WORKS),
            "owner_ref": person.reference,
            "due_on": (day + timedelta(days=random.randrange(7, 28))).isoformat(),
        }
        for number in range(random.randrange(3))
    ]


def _feedback(random: Random, *, careful: bool) -> list[dict[str, Any]]:
    both = ["supervisee_to_supervisor", "supervisor_to_supervisee"]
    given = both if careful else both[: random.randrange(2)]
    return [{"direction": direction, "score": random.randrange(4, 11)} for direction in given]


def _at(day: date, hour: int, minute: int = 0) -> str:
    return datetime.combine(day, time(hour, minute), UTC).isoformat()
