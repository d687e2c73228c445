"""Invented records, as a case system would send them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from benchmarks.prose import text

SOURCE = "bench"
DATES = (
    *("reference", "source_updated_at", "kind", "status", "supervisee_ref", "supervisor_ref"),
    *("started_at", "ended_at", "recorded_at"),
)
"""All that is known of a session out of a calendar."""


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
    cases: tuple[str, ...] = ()
    """Those of the worker's cases that it discusses."""
    full_from: int = 1
    """The number of the first that is told in full: of those before it only dates are known."""
    is_plain: bool = False
    """Whether it agrees one action only."""

    @property
    def places(self) -> range:
        """The actions that it agrees, counted."""
        if self.is_plain:
            return range(1, 2)
        return range(1, (4 if self.is_wide else 2) + 1)

    @property
    def reference(self) -> str:
        """The sender's own id of the session."""
        return f"S-{self.worker}-{self.number}"


def session(meeting: Meeting) -> dict[str, Any]:
    """A held session as it is sent."""
    whole = _whole(meeting)
    return {name: whole[name] for name in DATES} if meeting.number < meeting.full_from else whole


def _whole(meeting: Meeting) -> dict[str, Any]:
    """Two actions, two reviews of the last one's actions, one feedback.

    A wide one has four of each, and six discussions; one with cases has both directions' feedback.
    The first that is told in full has nothing to review. Now and then something falls short.
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
        "ended_at": _instant(meeting.held_on, 11 if _now_and_then(meeting, 13) else 12),
        "interrupted_minutes": 0,
        "recorded_at": written_up,
        "format": "in_person",
        "check_in": {"held": True, "note": "A quick round: one word each for the week."},
        "reflection": text(meeting.reference, 10),
        "appreciative_note": "Patience with a family that had been let down before.",
        "wellbeing": "Leave is booked.",
        "identity_aspects": _aspects(meeting),
        "feedback_minutes": 12,
        "action_reviews": _reviews(meeting, day),
        "actions": [_action(meeting, place) for place in meeting.places],
        "discussions": [_discussion(meeting, case, written_up) for case in cases_of(meeting)],
        "feedback": _feedback(meeting, day),
        "shared_on": day,
        "signatures": _signatures(meeting, day),
        "previous_actions_reviewed": True,
    }


def _now_and_then(meeting: Meeting, rarely: int) -> bool:
    return meeting.number % rarely == rarely - 1


def _aspects(meeting: Meeting) -> list[dict[str, Any]]:
    """In every third session, which is enough for the shipped policy."""
    if meeting.number % 3:
        return []
    return [{"aspect": "religion", "whose": "family"}, {"aspect": "class", "whose": "supervisee"}]


def _signatures(meeting: Meeting, day: str) -> dict[str, Any]:
    if _now_and_then(meeting, 11):
        return {"supervisee_on": day}
    return {"supervisee_on": day, "supervisor_on": day}


def _reviews(meeting: Meeting, day: str) -> list[dict[str, Any]]:
    if meeting.number == meeting.full_from:
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
    """The cases that a session discusses: six in a wide one, else those that it names."""
    if meeting.is_wide:
        return [f"C-{meeting.worker}-{number}" for number in range(6)]
    return list(meeting.cases)


def case(
    reference: str,
    worker: str,
    since: date,
    until: date | None = None,
    plan_type: str = "child_in_need",
) -> dict[str, Any]:
    """A case that a worker holds, from a first day to its last."""
    days = {"started_on": since.isoformat()}
    if until:
        days["ended_on"] = until.isoformat()
    return {
        "reference": reference,
        "plans": [{"type": plan_type, **days}],
        "allocations": [{"worker_ref": worker, **days}],
        "opened_on": since.isoformat(),
        "closed_on": until.isoformat() if until else None,
    }


def note(reference: str, case: str, author: str, day: date) -> dict[str, Any]:
    """A management decision on a case."""
    return {
        "reference": reference,
        "case_ref": case,
        "author_ref": author,
        "kind": "management_decision",
        "decided_at": _instant(day, 10),
        "recorded_at": _instant(day, 15),
        "decision": "Keep the plan and see the school together",
        "rationale": "Two reviews in a row show steady progress.",
    }


def agreement(reference: str, worker: str, supervisor: str, since: date, until: date) -> Any:
    """A supervision agreement, signed at once and looked at again each year."""
    years = range(1, (until - since).days // 360 + 1)
    return {
        "reference": reference,
        "supervisee_ref": worker,
        "supervisor_ref": supervisor,
        "started_on": since.isoformat(),
        "signed_on": (since + timedelta(days=7)).isoformat(),
        "reviews": [(since + timedelta(days=360 * year)).isoformat() for year in years],
    }


def _discussion(meeting: Meeting, case: str, written_up: str) -> dict[str, Any]:
    is_off = _now_and_then(meeting, 7)
    return {
        "case_ref": case,
        "plan_progress": "off_track" if is_off else "on_track",
        "contingency": "If nothing has changed by the next review, ask for advice." * is_off,
        "analysis": text(f"{meeting.reference}/{case}", 6),
        "childs_voice": "Wants to stay at the same school.",
        "decision": "Keep the plan as it is",
        "rationale": "Two reviews in a row show steady progress.",
        "recorded_at": written_up,
    }


def _action(meeting: Meeting, place: int) -> dict[str, Any]:
    """The first one is about the worker; the second about a case, if the session names some."""
    about = {"case_ref": meeting.cases[0]} if meeting.cases and place > 1 else {}
    return {
        **about,
        "reference": f"A-{meeting.worker}-{meeting.number}-{place}",
        "description": "Agree the next visit with the family and tell the school.",
        "owner_ref": meeting.worker,
        "due_on": (meeting.held_on + timedelta(days=28)).isoformat(),
        "contingency": "If nobody is in, ring the school.",
    }


def _feedback(meeting: Meeting, day: str) -> list[dict[str, Any]]:
    asked = {
        "direction": "supervisee_to_supervisor",
        "score": 3 if _now_and_then(meeting, 17) else 8,
        "more_of": "Time for the wider family",
        "differently": "Start with what went well",
        "given_on": day,
        "declined": False,
    }
    back = {
        "direction": "supervisor_to_supervisee",
        "more_of": "Questions like the last one",
        "given_on": day,
    }
    return [asked, back] if meeting.cases else [asked]


def _instant(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), UTC).isoformat()
