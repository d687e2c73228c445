"""The examples that the docs show: they can be sent to the demonstration as they stand."""

from pydantic.config import JsonDict

EXAMPLE: JsonDict = {
    "reference": "SUP-88121",
    "source_updated_at": "2026-11-03T09:12:00+00:00",
    "kind": "personal",
    "status": "held",
    "supervisee_ref": "W123",
    "supervisor_ref": "M7",
    "planned_for": "2026-11-02T10:00:00+00:00",
    "started_at": "2026-11-02T10:00:00+00:00",
    "ended_at": "2026-11-02T11:35:00+00:00",
    "interrupted_minutes": 0,
    "recorded_at": "2026-11-03T09:12:00+00:00",
    "format": "in_person",
    "check_in": {"held": True, "note": "A quick round: one word each for the week."},
    "reflection": "What the home visit told us, and what we brought to it ourselves.",
    "appreciative_note": "Patience with a family that had been let down before.",
    "wellbeing": "Leave is booked.",
    "development": None,
    "family_feedback": None,
    "circular_questions": ["What would the grandmother say has changed?"],
    "identity_aspects": [{"aspect": "culture", "whose": "supervisor"}],
    "feedback_minutes": 4,
    "discussions": [
        {
            "case_ref": "C-991",
            "plan_progress": "on_track",
            "analysis": "Attendance has settled since the new routine began.",
            "childs_voice": "Wants to stay at the same school.",
            "decision": "Keep the plan as it is",
            "rationale": "Two reviews in a row show steady progress.",
            "contingency": None,
            "recorded_at": "2026-11-03T09:12:00+00:00",
        }
    ],
    "action_reviews": [
        {
            "action_ref": "ACT-5",
            "outcome": "completed",
            "completed_on": "2026-10-30",
            "new_due_on": None,
            "comment": "The school has replied.",
        }
    ],
    "actions": [
        {
            "reference": "ACT-9",
            "description": "Agree the next visit with the family",
            "owner_ref": "W123",
            "due_on": "2026-11-16",
            "contingency": "If nobody is in, ring the school.",
            "case_ref": "C-991",
        }
    ],
    "feedback": [
        {
            "direction": "supervisee_to_supervisor",
            "worker_ref": "W123",
            "score": 8,
            "more_of": "Time for the wider family",
            "less_of": None,
            "differently": "Start with what went well",
            "unasked": "How the move of office is going",
            "given_on": "2026-11-02",
            "declined": False,
        }
    ],
    "signatures": {
        "supervisee_on": "2026-11-05",
        "supervisor_on": "2026-11-05",
        "disagreement": None,
        "disagreed_on": None,
    },
    "shared_on": "2026-11-04",
    "previous_actions_reviewed": True,
}
CHANGE_EXAMPLE: JsonDict = {"feedback_minutes": 12, "shared_on": "2026-11-05"}
REVIEWS_EXAMPLE: JsonDict = {
    "action_reviews": [
        {"action_ref": "ACT-5", "outcome": "completed", "comment": "The school has replied."}
    ]
}
