"""What was agreed to be done, and what later sessions found of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

WORKS = (
    "Agree the next visit with the family",
    "Ask the school for the attendance record",
    "Write the chronology up to date",
    "Talk the plan through with the health visitor",
    "Bring the review of the plan forward",
    "Book the training on direct work",
)
PUT_OFF, IN_TIME = 0.1, 0.88
"""How many reviews put an action off, and how many actions are done by their day."""

PASSED_OVER = 0.5
"""How many of the actions due a review are passed over in a hasty session."""


@dataclass(slots=True)
class Open:
    """An action that is not done yet."""

    reference: str
    agreed_on: date
    due_on: date
    is_done_in_time: bool


class Agenda:
    """The open actions of a team, by what they are about: a worker's reference or a case's."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._open: dict[str, list[Open]] = defaultdict(list)

    def agree(self, about: str, open: Open) -> None:
        """Take in an action that has just been agreed."""
        self._open[about].append(open)

    def reviews(
        self, abouts: Iterable[str], day: date, *, is_careful: bool
    ) -> list[dict[str, Any]]:
        """What a session finds of all that is open about these."""
        found = []
        for about in abouts:
            for open in list(self._open[about]):
                if is_careful or self._random.random() > PASSED_OVER:
                    review = self._review(open, day)
                    found.append(review)
                    if review["outcome"] == "completed":
                        self._open[about].remove(open)
        return found

    def _review(self, open: Open, day: date) -> dict[str, Any]:
        review: dict[str, Any] = {"action_ref": open.reference, "outcome": "completed"}
        if open.is_done_in_time and open.due_on <= day:
            done_on = max(open.due_on - timedelta(days=self._random.randrange(6)), open.agreed_on)
            return review | {"completed_on": done_on.isoformat()}
        if open.due_on > day:
            return review | {"outcome": "progressing"}
        if self._random.random() < PUT_OFF:
            open.due_on = day + timedelta(days=self._random.randrange(7, 21))
            open.is_done_in_time = True
            later = open.due_on.isoformat()
            return review | {"outcome": "carried_forward", "new_due_on": later}
        return review


def agreed(
    reference: str, owner: str, day: date, random: Random, *, is_careful: bool
) -> tuple[dict[str, Any], Open]:
    """An action as it is sent, and as it stays open; a hasty one may lack its day."""
    due_on = day + timedelta(days=random.randrange(9, 24))
    is_in_time = random.random() < (IN_TIME if is_careful else IN_TIME / 2)
    sent: dict[str, Any] = {
        "reference": reference,
        "description": random.choice(WORKS),
        "owner_ref": owner,
    }
    if is_careful or random.random() < IN_TIME:
        sent["due_on"] = due_on.isoformat()
    return sent, Open(reference, day, due_on, is_in_time)
