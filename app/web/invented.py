"""The invented world of the documented answers: the one that the documented requests belong to."""

from hashlib import sha256
from typing import Any

_JSON = dict[str, Any]


def id_of(word: str) -> str:
    """Our id of a record, as an example shows it: the same for the same reference."""
    digits = sha256(word.encode()).hexdigest()
    return f"01a1f2c0-7{digits[:3]}-7{digits[3:6]}-8{digits[6:9]}-{digits[9:21]}"


SOURCE, DAY, INSTANT = "mosaic", "2026-11-06", "2026-11-06T09:00:00Z"
FLAG_ID = "75a594b7-4e8f-53c8-86fa-4f08de63e2d7"
PLACES: _JSON = {
    "id": FLAG_ID,
    "source": SOURCE,
    "reference": "R-1",
    "version": 1,
    "code": "first",
    "type": "workers",
}
"""The parts of a path, by name, where it leads to no record that a case system owns."""

RULE = "personal-timescale"
JOB_ID = "01a1f2c0-7c1d-7a52-8f3e-5b6a7c8d9e0f"
PLACES_OF: dict[str, _JSON] = {
    "rules": {"code": RULE},
    "jobs": {"id": JOB_ID},
    "imports": {"id": JOB_ID},
}
"""Parts of a path that are others below these collections."""

FIGURES = "/v1/compliance"
LEADING = ("as_at", "known_at")
"""The columns that a file of figures has before those of its rows."""

SERVICE: dict[str, _JSON] = {
    "is_alive": {"status": "alive"},
    "is_ready": {"status": "ready"},
    "get_version": {"version": "0.1.0"},
}
"""What operations without a shape of their own answer."""

FIELDS: _JSON = {
    "version": 1,
    "as_at": DAY,
    "known_at": INSTANT,
    "known_from": 41,
    "next_cursor": None,
    "policy_version": 0,
    "calendar_version": 1,
    "policy_versions": [0],
    "restated_policy_versions": [],
    "reevaluating": None,
    "session_ref": "SUP-88121",
    "supervisee_ref": "W123",
    "supervisor_ref": "M7",
    "worker_ref": "W123",
    "case_ref": "C-991",
    "team_ref": "T2",
    "from_on": "2026-11-02",
    "due_on": "2026-11-16",
    "agreed_on": "2026-11-02",
    "client_source": SOURCE,
    "code": "first",
    "digest": sha256(b"digest").hexdigest(),
    "hash": sha256(b"hash").hexdigest(),
    "held_on": "2026-11-02",
    "previous": sha256(b"previous").hexdigest(),
    "quarter": "2026-Q3",
    "record_ref": "SUP-88121",
    "scope": "narrative:read",
    "seq": 41,
    "source": SOURCE,
    "type": "sessions",
    "stage": "standard",
    "supervised": True,
    "found": True,
}
"""What a field says wherever nothing else is known of it, by name."""

_FLAG: _JSON = {
    "id": FLAG_ID,
    "rule": "feedback-time",
    "severity": "warning",
    "state": "overdue",
    "days_late": 4,
    "subject_type": "worker",
    "subject_ref": "W123",
    "record_type": "session",
    "record_ref": "SUP-88121",
    "due_on": "2026-11-02",
    "sentence": "The session of 2 November 2026 is to spend at least 10 minutes on two-way "
    "feedback.",
}
_ROW: _JSON = {
    **_FLAG,
    "worker_ref": "W123",
    "supervisor_ref": "M7",
    "team_ref": "T2",
    "opened_on": "2026-11-02",
    "from_on": "2026-11-02",
    "breach_on": "2026-11-02",
}
_PARAMETERS: _JSON = {
    "enabled": True,
    "interval": 28,
    "unit": "calendar_day",
    "intervals": {"asye_first": 7, "asye_second": 14, "probation": 14},
    "grace": 0,
    "roll": "none",
    "count_from": "day_after",
    "minimum_minutes": 30,
}
_REEVALUATING: _JSON = {
    "job_id": JOB_ID,
    "kind": "policy",
    "policy_version": 1,
    "calendar_version": None,
    "done": 0,
    "total": 412,
}
_TRIED: _JSON = {"present": 9, "draft": 14, "both": 8}
_JOB: _JSON = {
    **_REEVALUATING,
    "id": JOB_ID,
    "since": "2027-04-01",
    "phase": "evaluate workers",
    "done": 120,
    "created_at": INSTANT,
    "started_at": INSTANT,
    "finished_at": None,
}
_WHOLE: _JSON = {
    "id": FLAG_ID,
    "rule": _FLAG["rule"],
    "expects": "A personal session spends enough minutes on two-way feedback.",
    "basis": ["Practice on a Page: Supervision and Relational Practice (the source guidance)"],
    "clears_when": "the record is corrected to at least 10 minutes of feedback, or the next "
    "personal session is held",
    "paragraph": "This is about “Time for feedback” for worker W123, session SUP-88121; the "
    "supervisor is M7. The session of 2 November 2026 is to spend at least 10 minutes on two-way "
    "feedback. Time spent on feedback: 6 minutes; at least 10 minutes are expected. As at "
    "6 November 2026 this is still not met, 4 days on. It is settled when the record is corrected "
    "to at least 10 minutes of feedback, or the next personal session is held. The expectation and "
    "its number come from Practice on a Page: Supervision and Relational Practice (the source "
    "guidance). It was judged by policy version 1 and by calendar version 1.",
}
_LAST_HELD: _JSON = {
    "session_ref": "SUP-88121",
    "kind": "personal",
    "held_on": "2026-11-02",
    "supervisor_ref": "M7",
}
RECORDS: dict[str, _JSON] = {
    "Acknowledgement": {"flag_id": FLAG_ID},
    "Action": {"supervisee_ref": "W123", "agreed_on": "2026-10-05"},
    "ActionReview": {"outcome": "completed", "completed_on": "2026-10-30"},
    "Columns": {"type": "workers"},
    "Compliance": {"from": "2025-11-07", "to": DAY, "measure": "due_in_period"},
    "Calendar": {
        "version": 2,
        "applies_from": "2026-12-01",
        "created_at": INSTANT,
        "bank_holidays": ["2026-12-25", "2026-12-28"],
        "closure_days": ["2026-12-29", "2026-12-30"],
        "time_zone": "Europe/London",
        "effective_on": "2026-12-01",
    },
    "CalendarToday": {
        "version": 1,
        "applies_from": "1900-01-01",
        "created_at": INSTANT,
        "bank_holidays": ["2026-12-25", "2026-12-28"],
        "closure_days": [],
        "time_zone": "Europe/London",
        "versions": [
            {"version": 1, "applies_from": "1900-01-01", "created_at": INSTANT},
            {"version": 2, "applies_from": "2026-12-01", "created_at": INSTANT},
        ],
        "proposed": {"added": [], "removed": []},
    },
    "CaseSupervision": {"case_ref": "C-991", "last_held": {**_LAST_HELD, "kind": "case"}},
    "Cycle": {
        "opened_on": "2026-11-02",
        "from_on": "2026-11-02",
        "due_on": "2026-11-30",
        "state": "not_yet_due",
    },
    "Derived": {
        "held_on": "2026-11-02",
        "minutes": 95,
        "review_status": "complete",
        "reviews_due": 1,
        "reviews_made": 1,
    },
    "DueDate": {"from_on": "2026-10-05"},
    "DueInPeriod": {
        "rule": RULE,
        "team_ref": "T2",
        "expected": 40,
        "met": 34,
        "met_late": 4,
        "overdue": 2,
        "rate": 0.85,
        "rag": "amber",
        "href": f"/v1/expectations?rule=personal-timescale&as_at={DAY}&measure=due_in_period",
    },
    "Expectation": _ROW,
    "ExpectationWhole": _WHOLE,
    "Explained": {
        **_ROW,
        "trace": [{"code": "feedback_minutes", "minutes": 6, "threshold": 10}],
        "explanation": ["Time spent on feedback: 6 minutes; at least 10 minutes are expected."],
        "near_misses": [],
        "near_miss_sentences": [],
    },
    "Exemption": {"expectation_id": FLAG_ID},
    "Feedback": {"reference": "FB-2"},
    "FlagWhole": {
        **_WHOLE,
        "severity": "warning",
        "state": "overdue",
        "history": [
            {
                "what": "raised",
                "as_at": "2026-11-02",
                "known_at": "2026-11-03T09:12:00Z",
                "due_on": "2026-11-02",
            },
            {
                "what": "acknowledged",
                "as_at": DAY,
                "known_at": INSTANT,
                "acknowledgement_id": id_of("acknowledgement"),
                "note": "Booked for Monday 9 November",
                "client_id": id_of("client"),
            },
        ],
    },
    "Job": _JOB,
    "Me": {
        "organisation": "Anytown Council (invented)",
        "source": SOURCE,
        "scopes": ["records:read", "records:write", "compliance:read"],
        "time_zone": "Europe/London",
    },
    "OpenAction": {
        "action_ref": "ACT-5",
        "owner_ref": "W123",
        "agreed_on": "2026-10-05",
        "due_on": "2026-10-30",
        "days_late": 7,
        "carried_forward": 1,
    },
    "Policy": {
        "reevaluating": _REEVALUATING,
        "applies_from": "2027-04-01",
        "created_at": INSTANT,
        "restated": False,
        "pausing_reasons": ["maternity", "other_parental", "sickness", "unpaid"],
        "rag": {"green": 90, "amber": 75},
    },
    "PolicyPreviewed": {
        "from": "2026-08-01",
        "to": "2026-10-31",
        "streams": 412,
        "totals": _TRIED,
        "items": [{"team_ref": "T2", "rule": RULE, **_TRIED}],
    },
    "Post": {"team_ref": "T2", "role": "social_worker", "started_on": "2026-01-05"},
    "PreviousAction": {
        "reference": "ACT-5",
        "description": "Ask the school for the attendance record",
        "owner_ref": "W123",
        "agreed_on": "2026-10-05",
        "current_due_on": "2026-10-30",
        "reviewed": False,
    },
    "Rule": {
        "code": RULE,
        "title": "Personal supervision to timescale",
        "expects": "A personal session is held within the interval after the last one.",
        "why": "Supervision only protects workers and children if it keeps happening.",
        "block": "cadence",
        "severity": "breach",
        "duty": ["Practice on a Page: Supervision and Relational Practice (the source guidance)"],
        "number": ["LGA employer standards for social workers in England, standard 5"],
        "clears_when": "a personal session of at least 30 minutes is held",
        "example": "The last personal session was held on Monday 2 February 2026. As at 3 March "
        "2026 this has been overdue since 3 March 2026: it is 1 day past the due day.",
        "parameters": _PARAMETERS,
    },
    "Session": {"flags": {"raised": [_FLAG]}},
    "Delivery": {"place": "41-0", "attempt": 1, "status": 204, "milliseconds": 87},
    "Call": {"status": 204, "milliseconds": 87},
    "Event": {
        "id": "8d0f5c1e-6a0b-5f3c-9b1d-2f4e6a8c0d12",
        "place": "41-0",
        "subject_id": id_of("SUP-88121"),
        "source": SOURCE,
        "reference": "SUP-88121",
        "version": 1,
        "href": f"/v1/sessions/{id_of('SUP-88121')}",
    },
    "Events": {"next_after": "41-0"},
    "Receipt": {"received_at": INSTANT},
    "Webhook": {
        "after": "41-0",
        "failures": 0,
        "created_at": INSTANT,
        "updated_at": INSTANT,
        "secret": "whsec_aW52ZW50ZWQgZm9yIGRvY3VtZW50YXRpb24=",
    },
    "WorkerSupervision": {"worker_ref": "W123", "last_held": _LAST_HELD},
}
"""What is known of a shape beyond what is sent of it, by name without `Read` and `Written`."""
