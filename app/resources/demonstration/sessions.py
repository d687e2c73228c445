"""A year of sessions for one worker: mostly on time, mostly good, never perfect."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import YEAR, Person, Sent
from app.resources.demonstration.cases import CASES_EACH, case_of
from app.resources.demonstration.texts import SHORT, strength, thoughtful

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

EXPLORED, PASSED_OVER, DECIDES = 0.6, 0.5, 0.3
"""How often identity is explored, a case passed over by the careless, something decided."""

LAST_BEGINNING = timedelta(days=121)
"""By then every case of the year has begun."""

ASPECTS = ("culture", "religion", "class", "ability", "ethnicity", "gender", "age")

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
        yield "sessions", reference, _held(person, day, today, random, open_actions, reference)
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


def _held(  # noqa: PLR0913, PLR0917  # what one session is made of
    person: Person,
    day: date,
    today: date,
    random: Random,
    open_actions: list[str],
    reference: str,
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
        "reflection": thoughtful(random) if careful else SHORT,
        "appreciative_note": strength(random) if careful else "",
        "identity_aspects": _aspects(random, careful=careful),
        "discussions": _discussions(person, day, today, random, careful=careful),
        "feedback_minutes": random.choice((10, 12, 15)) if careful else random.choice((0, 5)),
        "action_reviews": reviews,
        "actions": actions,
        "feedback": _feedback(random, careful=careful),
        "previous_actions_reviewed": True,
        **_afterwards(day, today, random, careful=careful),
    }


def _aspects(random: Random, *, careful: bool) -> list[dict[str, str]]:
    if random.random() > (EXPLORED if careful else EXPLORED / 2):
        return []
    return [{"aspect": random.choice(ASPECTS), "whose": random.choice(("family", "supervisee"))}]


def _discussions(
    person: Person, day: date, today: date, random: Random, *, careful: bool
) -> list[dict[str, Any]]:
    """Each of the worker's cases, once they are held; a careless session passes over some."""
    discussed = []
    for number in range(CASES_EACH):
        held = day >= today - YEAR + LAST_BEGINNING and day >= person.started_on
        if not held or (not careful and random.random() < PASSED_OVER):
            continue
        progress = random.choice(("on_track", "on_track", "drifting", "off_track"))
        decides = random.random() < DECIDES
        discussed.append(
            {
                "case_ref": case_of(person, number),
                "plan_progress": progress,
                "analysis": thoughtful(random) if careful else SHORT,
                "contingency": "A legal planning meeting." if careful else None,
                "decision": "Bring the review forward." if decides else None,
                "rationale": "What was agreed has not begun." if decides and careful else None,
            }
        )
    return discussed


def _afterwards(day: date, today: date, random: Random, *, careful: bool) -> dict[str, Any]:
    """The copy and the signatures that follow, as far as they have by today."""
    yesterday = today - timedelta(days=1)
    shared_on = day + timedelta(days=random.randrange(1, 7 if careful else 14))
    signed_on = day + timedelta(days=random.randrange(2, 12 if careful else 25))
    after: dict[str, Any] = {}
    if shared_on <= yesterday:
        after["shared_on"] = shared_on.isoformat()
    if signed_on <= yesterday:
        signed = signed_on.isoformat()
        after["signatures"] = {"supervisee_on": signed, "supervisor_on": signed}
    return after


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
