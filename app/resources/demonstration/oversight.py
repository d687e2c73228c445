"""What managers decided on cases outside supervision, and put on file."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.authority import Sent
from app.resources.demonstration.cases import Case, Held
from app.resources.demonstration.texts import thoughtful
from app.resources.demonstration.year import Year, at, workday_after

KINDS = (
    "management_decision",
    "management_decision",
    "assessment_sign_off",
    "midway_review",
    "iro_cpo_conversation",
    "legal_meeting",
    "informal_supervision",
)
EVERY = (70, 160)
"""The days between two notes on a case."""


def notes(case: Case, year: Year, random: Random) -> Iterator[Sent]:
    """The oversight notes of a case, by whoever supervised its worker then."""
    number = 0
    for held in case.held:
        day = held.from_on + timedelta(days=random.randrange(*EVERY))
        while (decided_on := workday_after(day)) <= min(
            held.to_on or year.yesterday, year.yesterday
        ):
            number += 1
            fields = _note(case, held, decided_on, year, random)
            yield "oversight-notes", f"ON-{case.reference}-{number}", fields
            day += timedelta(days=random.randrange(*EVERY))


def _note(case: Case, held: Held, decided_on: date, year: Year, random: Random) -> dict[str, Any]:
    care = held.person.team.care(year.share(decided_on))
    is_prompt, is_reasoned = random.random() < care, random.random() < care
    later = min(decided_on + timedelta(days=3), year.yesterday)
    return {
        "case_ref": case.reference,
        "author_ref": held.person.supervisor_on(decided_on),
        "kind": random.choice(KINDS),
        "decided_at": at(decided_on, 15),
        "recorded_at": at(decided_on, 16, 30) if is_prompt else at(later, 17),
        "decision": "The plan goes on until the next review.",
        "rationale": thoughtful(random) if is_reasoned else None,
    }
