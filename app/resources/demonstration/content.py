"""What a session says: with thought, or in haste."""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.resources.demonstration.calendar import Meeting
from app.resources.demonstration.texts import question, short, strength, thoughtful, wish
from app.resources.demonstration.year import Year, at, workday_after

AT_BEST, AT_WORST = 0.94, 0.25
"""How often each part of a good record is there."""

EXPLORED = 0.7
"""How often identity is explored where there is room for it."""

WISHES = 0.3
"""How often somebody says what they would like more of."""

LOW = 0.06
"""How often a session gave little of what was needed."""

WHY = "What was agreed has not begun, and the child has noticed."
ASPECTS = ("culture", "religion", "class", "ability", "ethnicity", "gender", "age", "race")


class Pen:
    """Writes one session up."""

    def __init__(self, meeting: Meeting, year: Year, random: Random) -> None:
        self.meeting = meeting
        self.year = year
        self.random = random
        self._parts = 1

    def is_there(self) -> bool:
        """Whether the next part is as it should be."""
        self._parts += 1
        often = AT_WORST + (AT_BEST - AT_WORST) * self.meeting.care
        return self.meeting.luck(self._parts) < often

    def text(self) -> str:
        """A text with thought in it, or a short one."""
        return thoughtful(self.random) if self.is_there() else short(self.random)

    def by_yesterday(self, days: int) -> date | None:
        """So many days after the session; None: that is still to come."""
        day = self.meeting.day + timedelta(days=days)
        return day if day <= self.year.yesterday else None

    def content(self) -> dict[str, Any]:
        """All that one session says of itself."""
        return {
            "interrupted_minutes": 0 if self.is_there() else 15,
            "format": self.random.choice(("in_person", "in_person", "video")),
            "check_in": {"held": self.is_there()},
            "reflection": self.text(),
            "appreciative_note": strength(self.random) if self.is_there() else "",
            "circular_questions": [question(self.random)] if self.is_there() else [],
            "identity_aspects": self._aspects(),
            "feedback_minutes": self.random.choice((10, 12, 15)) if self.is_there() else 5,
            "feedback": self._feedback(),
            "previous_actions_reviewed": True,
            **self._times(),
            **self._afterwards(),
        }

    def _times(self) -> dict[str, Any]:
        minutes = self.random.choice((90, 95, 100, 110)) if self.is_there() else 55
        days = self.random.randrange(2) if self.is_there() else self.random.randrange(3, 16)
        written_on = workday_after(self.meeting.day + timedelta(days=days))
        return {
            "started_at": at(self.meeting.day, 10),
            "ended_at": at(self.meeting.day, 10 + minutes // 60, minutes % 60),
            "recorded_at": at(min(written_on, self.year.yesterday), 16),
        }

    def _aspects(self) -> list[dict[str, str]]:
        if not self.is_there() or self.random.random() > EXPLORED:
            return []
        whose = self.random.choice(("family", "supervisee", "supervisor"))
        return [{"aspect": self.random.choice(ASPECTS), "whose": whose}]

    def _feedback(self) -> list[dict[str, Any]]:
        both = ["supervisee_to_supervisor", "supervisor_to_supervisee"]
        given = both if self.is_there() else both[: self.random.randrange(2)]
        return [self._given(direction) for direction in given]

    def _given(self, direction: str) -> dict[str, Any]:
        said = {"more_of": wish(self.random)} if self.random.random() < WISHES else {}
        return {"direction": direction, "score": self._score(), **said}

    def _score(self) -> int:
        low = LOW if self.meeting.is_careful else 4 * LOW
        first, last = (2, 4) if self.random.random() < low else (6, 10)
        return self.random.randint(first, last)

    def _afterwards(self) -> dict[str, Any]:
        """The copy and the signatures that follow, as far as they have by today."""
        shared_on = self.by_yesterday(self.random.randrange(1, 7 if self.is_there() else 24))
        signed_on = self.by_yesterday(self.random.randrange(2, 12 if self.is_there() else 40))
        after: dict[str, Any] = {}
        if shared_on:
            after["shared_on"] = shared_on.isoformat()
        if signed_on:
            signed = signed_on.isoformat()
            after["signatures"] = {"supervisee_on": signed, "supervisor_on": signed}
        return after

    def discussion(self, case: str) -> dict[str, Any]:
        """What the session says about one case."""
        progress = self.random.choice(("on_track", "on_track", "on_track", "drifting", "off_track"))
        decides = self.random.random() < EXPLORED / 2
        return {
            "case_ref": case,
            "plan_progress": progress if self.is_there() else "not_recorded",
            "analysis": self.text(),
            "contingency": "A legal planning meeting." if self.is_there() else None,
            "decision": "Bring the review forward." if decides else None,
            "rationale": WHY if decides and self.is_there() else None,
        }
