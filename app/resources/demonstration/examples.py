"""The records that the docs' examples refer to; nothing comes after them, so their flag stays."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.resources.demonstration.authority import Sent
from app.resources.demonstration.year import Year

HELD_ON = date(2026, 10, 5)
"""The docs are the same on every day, so these days are, too."""


def examples(year: Year) -> Iterator[Sent]:
    """A worker of manager M7, their case, and the session before the one of the docs."""
    post = {"team_ref": "T2", "role": "social_worker", "started_on": "2026-09-07"}
    yield "workers", "W123", {"display_name": "Worker 123 (invented)", "posts": [post]}
    plan = {"type": "child_in_need", "started_on": "2026-09-14"}
    allocation = {"worker_ref": "W123", "started_on": "2026-09-14"}
    yield "cases", "C-991", {"plans": [plan], "allocations": [allocation]}
    if year.yesterday > HELD_ON:
        yield "sessions", "SUP-88120", _session()


def _session() -> dict[str, Any]:
    action = {
        "reference": "ACT-5",
        "description": "Ask the school for the attendance record",
        "owner_ref": "W123",
        "due_on": "2026-10-30",
    }
    return {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": "W123",
        "supervisor_ref": "M7",
        "started_at": "2026-10-05T09:00:00+00:00",
        "ended_at": "2026-10-05T10:40:00+00:00",
        "recorded_at": "2026-10-06T09:00:00+00:00",
        "check_in": {"held": True},
        "feedback_minutes": 12,
        "action_reviews": [],
        "actions": [action],
    }
