"""Invented records, as a case system would send them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

SOURCE = "bench"
REFLECTION = (
    "We went back over the home visit: who was there, who spoke and who did not, and what the "
    "older child drew while the adults talked. It helped to separate what was seen from what was "
    "assumed, and to name the worry that had not been said aloud until now. "
)


def team(reference: str) -> dict[str, Any]:
    """A team."""
    return {"reference": reference, "name": f"Team {reference} (invented)"}


def worker(reference: str, team: str | None, started_on: date, **post: Any) -> dict[str, Any]:
    """A worker with one post, whose stage is standard unless told."""
    place = {"team_ref": team, "role": "social_worker", "started_on": started_on.isoformat()}
    return {
        "reference": reference,
        "display_name": f"Worker {reference} (invented)",
        "posts": [place | post],
    }


@dataclass(frozen=True, slots=True)
class Meeting:
    """The `number`-th session of a worker, which reviews what the one before it agreed."""

    worker: str
    supervisor: str
    number: int
    held_on: date
    is_wide: bool = False

    @property
    def places(self) -> range:
        """The actions that it agrees, counted."""
        return range(1, (4 if self.is_wide else 2) + 1)

    @property
    def reference(self) -> str:
        """The sender's own id of the session."""
        return f"S-{self.worker}-{self.number}"


def session(meeting: Meeting) -> dict[str, Any]:
    """A held session: two actions, two reviews of the last one's actions, one feedback.

    A wide one has four of each, and six discussions. The first of a worker has nothing to review.
    """
    day = meeting.held_on.isoformat()
    written_up = _instant(meeting.held_on, 17)
    return {
        "reference": meeting.reference,
        "source_updated_at": written_up,
        "kind": "personal",
        "status": "held",
        "supervisee_ref": meeting.worker,
        "supervisor_ref": meeting.supervisor,
        "planned_for": _instant(meeting.held_on, 10),
        "started_at": _instant(meeting.held_on, 10),
        "ended_at": _instant(meeting.held_on, 12),
        "interrupted_minutes": 0,
        "recorded_at": written_up,
        "format": "in_person",
        "check_in": {"held": True, "note": "A quick round: one word each for the week."},
        "reflection": REFLECTION * 3,
        "appreciative_note": "Patience with a family that had been let down before.",
        "wellbeing": "Leave is booked.",
        "feedback_minutes": 12,
        "action_reviews": _reviews(meeting, day),
        "actions": [_action(meeting, place) for place in meeting.places],
        "discussions": [_discussion(case, written_up) for case in cases_of(meeting)],
        "feedback": [_feedback(day)],
        "previous_actions_reviewed": True,
    }


def _reviews(meeting: Meeting, day: str) -> list[dict[str, Any]]:
    if meeting.number == 1:
        return []
    return [
        {
            "action_ref": f"A-{meeting.worker}-{meeting.number - 1}-{place}",
            "outcome": "completed",
            "completed_on": day,
            "comment": "The school has replied, and the plan says so now.",
        }
        for place in meeting.places
    ]


def cases_of(meeting: Meeting) -> list[str]:
    """The cases that a session discusses: six in a wide one, else none."""
    return [f"C-{meeting.worker}-{number}" for number in range(6)] if meeting.is_wide else []


def case(reference: str, worker: str, since: date) -> dict[str, Any]:
    """A case that a worker holds."""
    held = {"worker_ref": worker, "started_on": since.isoformat()}
    plan = {"type": "child_in_need", "started_on": since.isoformat()}
    return {"reference": reference, "plans": [plan], "allocations": [held]}


def _discussion(case: str, written_up: str) -> dict[str, Any]:
    return {
        "case_ref": case,
        "plan_progress": "on_track",
        "analysis": REFLECTION * 2,
        "childs_voice": "Wants to stay at the same school.",
        "decision": "Keep the plan as it is",
        "rationale": "Two reviews in a row show steady progress.",
        "recorded_at": written_up,
    }


def _action(meeting: Meeting, place: int) -> dict[str, Any]:
    return {
        "reference": f"A-{meeting.worker}-{meeting.number}-{place}",
        "description": "Agree the next visit with the family and tell the school.",
        "owner_ref": meeting.worker,
        "due_on": (meeting.held_on + timedelta(days=28)).isoformat(),
        "contingency": "If nobody is in, ring the school.",
    }


def _feedback(day: str) -> dict[str, Any]:
    return {
        "direction": "supervisee_to_supervisor",
        "score": 8,
        "more_of": "Time for the wider family",
        "differently": "Start with what went well",
        "given_on": day,
        "declined": False,
    }


def _instant(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), UTC).isoformat()
