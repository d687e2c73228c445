"""What a row may say of one session, discussion, note or agreement, and what that comes to.

What stands in braces is read by `patterns.py`; every phrase names one fact and changes no other.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.facts import Text
from app.vocabulary import Direction, PlanProgress, ReviewOutcome
from tests.rules import make
from tests.rules.table.reading import UnreadableError

Changes = dict[str, Any]
Phrases = dict[str, Callable[..., Changes]]

SUPERVISEE = Direction.SUPERVISEE_TO_SUPERVISOR
SUPERVISOR = Direction.SUPERVISOR_TO_SUPERVISEE
COLLEAGUE = make.new_id()
WORDS_BEFORE_A_ROW = 4
"""A text of five words has one row of five."""
ROWS_TO_REPEAT = 100
"""So that each of them is one per cent."""


def _feedback(direction: Direction, on: date, **changes: Any) -> Changes:
    return {"feedback": (make.feedback(direction, on, **changes),)}


def _reviewed(
    outcome: ReviewOutcome, new_due_on: date | None = None, many: int | None = None
) -> Changes:
    """A review of the first so many actions; None: of every one."""
    return {"reviews": ((outcome, new_due_on, many),)}


def repeated(percent: int, before: Text | None) -> Text:
    """A text of which all rows of words stand in the one before, so many of the hundred there."""
    rows = sorted(before.shingles if before else ())
    if len(rows) != ROWS_TO_REPEAT:
        raise UnreadableError("what is repeated in part has 104 words")
    return make.text(percent + WORDS_BEFORE_A_ROW, rows[:percent])


SESSION: Phrases = {
    "{number} minutes long": lambda n: {"minutes": n},
    "length not sent": lambda: {"minutes": None},
    "{number} minutes of it interrupted": lambda n: {"interrupted_minutes": n},
    "a check-in": lambda: {"check_in": True},
    "no check-in": lambda: {"check_in": False},
    "check-in not sent": lambda: {"check_in": None},
    "{number} minutes on feedback": lambda n: {"feedback_minutes": n},
    "minutes on feedback not sent": lambda: {"feedback_minutes": None},
    "feedback not sent": lambda: {"feedback_listed": False},
    "no feedback given": lambda: {"feedback": ()},
    "feedback from the supervisee on {day}": lambda on: _feedback(SUPERVISEE, on),
    "feedback from the supervisor on {day}": lambda on: _feedback(SUPERVISOR, on),
    "feedback declined by the supervisee on {day}": lambda on: _feedback(
        SUPERVISEE, on, declined=True
    ),
    "score of {number} from the supervisee on {day}": lambda n, on: _feedback(
        SUPERVISEE, on, score=n
    ),
    "score of {number} from the supervisor on {day}": lambda n, on: _feedback(
        SUPERVISOR, on, score=n
    ),
    "a reflection of {number} words": lambda n: {"reflection": make.text(n)},
    "a blank reflection": lambda: {"reflection": make.text(0)},
    "reflection not sent": lambda: {"reflection": None},
    "a reflection that is {number} per cent the last one again": lambda n: {"copied": n},
    "strengths noted": lambda: {"appreciated": True},
    "strengths left blank": lambda: {"appreciated": False},
    "strengths not sent": lambda: {"appreciated": None},
    "an aspect of identity explored": lambda: {"identity_explored": True},
    "no aspect of identity explored": lambda: {"identity_explored": False},
    "aspects of identity not sent": lambda: {"identity_explored": None},
    "written up on {day}": lambda on: {"recorded_on": on},
    "day of writing up not sent": lambda: {"recorded_on": None},
    "copy shared on {day}": lambda on: {"shared_on": on},
    "no copy shared": lambda: {"shared_on": None},
    "not signed": lambda: {"signatures": make.signed()},
    "signed by both on {day}": lambda on: {"signatures": make.signed(on, on)},
    "signed by the supervisee on {day} and not by the supervisor": lambda on: {
        "signatures": make.signed(on, None)
    },
    "disagreement recorded on {day}": lambda on: {"signatures": make.disagreed(on)},
    "signed by both on {day} and edited on {day}": lambda on, edited_on: {
        "fallen": make.signed(on, on),
        "fell_on": edited_on,
        "signatures": make.signed(),
    },
    "previous actions ticked as reviewed": lambda: {"tick_box": True},
    "every action reviewed": lambda: _reviewed(ReviewOutcome.PROGRESSING),
    "{number} of the actions reviewed": lambda n: _reviewed(ReviewOutcome.PROGRESSING, many=n),
    "action carried forward": lambda: _reviewed(ReviewOutcome.CARRIED_FORWARD),
    "action carried forward to {day}": lambda on: _reviewed(ReviewOutcome.CARRIED_FORWARD, on),
    "action reviewed as completed": lambda: _reviewed(ReviewOutcome.COMPLETED),
    "action reviewed as no longer needed": lambda: _reviewed(ReviewOutcome.NO_LONGER_NEEDED),
    "without the worker": lambda: {"supervisees": (COLLEAGUE,)},
}

DISCUSSION: Phrases = SESSION | {
    "plan on track": lambda: {"plan_progress": PlanProgress.ON_TRACK},
    "plan drifting": lambda: {"plan_progress": PlanProgress.DRIFTING},
    "plan off track": lambda: {"plan_progress": PlanProgress.OFF_TRACK},
    "progress of the plan not recorded": lambda: {"plan_progress": PlanProgress.NOT_RECORDED},
    "progress of the plan not sent": lambda: {"plan_progress": None},
    "a contingency": lambda: {"contingency": True},
    "no contingency": lambda: {"contingency": False},
    "a decision with its reason": lambda: {"decided": True, "reasoned": True},
    "a decision without a reason": lambda: {"decided": True, "reasoned": False},
    "no decision": lambda: {"decided": False},
    "an analysis of {number} words": lambda n: {"analysis": make.text(n)},
    "a blank analysis": lambda: {"analysis": make.text(0)},
    "an analysis that is {number} per cent the last one again": lambda n: {"copied": n},
    "analysis not sent": lambda: {"analysis": None},
}


OF_DISCUSSIONS = {"plan_progress", "contingency", "decided", "reasoned", "analysis"}


def london(on: date, at: time) -> datetime:
    """The instant of a clock time in London."""
    return datetime.combine(on, at, ZoneInfo("Europe/London")).astimezone(UTC)


def _recorded(on: date, at: time) -> Changes:
    return {"recorded_on": on, "recorded_at": london(on, at)}


NOTE: Phrases = {
    "put on the record on {day} at {time}": _recorded,
    "day of recording not sent": lambda: {"recorded_on": None, "recorded_at": None},
    "written by the worker": lambda: {"author_id": make.WORKER},
    "a decision with its reason": lambda: {"decided": True, "reasoned": True},
    "a decision without a reason": lambda: {"decided": True, "reasoned": False},
}

AGREEMENT: Phrases = {
    "signed on {day}": lambda on: {"signed_on": on},
    "reviewed on {day}": lambda on: {"reviews": (on,)},
    "ended on {day}": lambda on: {"ended_on": on},
}

POST: Phrases = {
    "newly qualified since {day}": lambda on: {"stage": "asye", "asye_started_on": on},
    "newly qualified since a day not sent": lambda: {"stage": "asye"},
    "on probation": lambda: {"stage": "probation"},
    "not supervised": lambda: {"supervised": False},
    "left on {day}": lambda on: {"ended_on": on},
}

ACTION: Phrases = {
    "due {day}": lambda on: {"due_on": on},
    "no due date": lambda: {"due_on": None},
    "no owner": lambda: {"owner_id": None},
    "completed on {day}": lambda on: {"closed_on": on},
}
