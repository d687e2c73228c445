"""The words for people: made at the edge from the codes and arguments that the rules leave."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.rules.expectation import Expectation, Step
from app.vocabulary import Judgement

REASONS: Mapping[str, str] = {
    "sickness": "sickness",
    "maternity": "maternity leave",
    "other_parental": "other parental leave",
    "annual_leave": "annual leave",
    "training": "training",
    "unpaid": "unpaid leave",
    "other": "absence",
    "stage_unmapped": "the stage of a post is not one that is known",
    "asye_start_unknown": "the start of the newly qualified programme is not known",
    "duty_start_unknown": "the start of the post is not known",
    "minutes_not_known": "the length of the session is not known",
    "not_sent": "the sending system has not said",
    "recorded_at_not_sent": "the sending system has not said when it was written up",
}

KINDS: Mapping[str, str] = {
    "case": "a case session",
    "group": "a group session",
    "peer": "a peer session",
    "informal": "an informal conversation",
}

EXPECTED: Mapping[str, str] = {
    "personal-timescale": "A personal session is to be held",
    "personal-duration": "The session is to last at least {threshold} minutes, interruptions off",
    "check-in": "The session is to open with a check-in",
    "feedback-time": "The session is to spend at least {threshold} minutes on two-way feedback",
    "feedback-sought": "The supervisee is to be asked for feedback on the session",
    "feedback-two-way": "The session is to record feedback in both directions",
    "previous-actions-reviewed": "All {expected} actions that were due a review are to have one",
    "record-on-time": "The {record} is to be written up",
    "cancellation-rearranged": "The session that was called off is to be held after all",
    "action-owned-and-dated": "The action is to have an owner and a due date",
    "action-completed": "The action is to be completed",
}

CLEARS: Mapping[str, str] = {
    "personal-timescale": "a personal session of at least {minutes} minutes is held",
    "personal-duration": "the record is corrected to at least {threshold} minutes without "
    "interruptions, or the next personal session is held",
    "check-in": "the record is corrected to show a check-in, or the next personal session is held",
    "feedback-time": "the record is corrected to at least {threshold} minutes of feedback, "
    "or the next personal session is held",
    "feedback-sought": "the supervisee's feedback is recorded, even that they declined",
    "feedback-two-way": "feedback in both directions is recorded with the session, "
    "or the next personal session is held",
    "previous-actions-reviewed": "a review is recorded for each action that has none, "
    "or the next session is held",
    "record-on-time": "the {record} is written up",
    "cancellation-rearranged": "a personal session is held",
    "action-owned-and-dated": "the action is given an owner and a due date, "
    "or the next session is held",
    "action-completed": "the action is completed or is no longer needed",
}


def sentence(expectation: Expectation) -> str:
    """What is expected, in one sentence that holds whatever came of it."""
    expected = EXPECTED[expectation.rule].format(**_arguments(expectation))
    if expectation.judgement is Judgement.CANNOT_JUDGE:
        return f"{expected}; this cannot be judged, because {_reason(expectation)}."
    if expectation.due_on is None:
        return f"{expected}; the clock is paused ({_reason(expectation)}) and no end is known."
    paused = expectation.judgement is Judgement.PAUSED
    pause = f", the clock being paused ({_reason(expectation)})" if paused else ""
    if expectation.due_on == expectation.breach_on:
        return f"{expected}, on {words(expectation.due_on)}."
    return f"{expected} by {words(expectation.due_on)}{pause}."


def clears_when(expectation: Expectation) -> str | None:
    """What would settle it; None: it is met."""
    if expectation.met_on:
        return None
    return CLEARS[expectation.rule].format(**_arguments(expectation))


def line(step: Step) -> str:
    """One step of a trace."""
    return LINES[step["code"]](step)


def near_miss(step: Step) -> str:
    """Why an event that looked like it counted does not."""
    return f"{words(date.fromisoformat(step['on']))}: {MISSES[step['code']](step)}."


def words(day: date) -> str:
    """A day as people write it: 2 February 2026."""
    return f"{day.day} {day:%B %Y}"


def _arguments(expectation: Expectation) -> dict[str, Any]:
    """All that the trace says by name, and what the row is about."""
    said: dict[str, Any] = {"record": expectation.record_type, "minutes": 0}
    for step in expectation.trace:
        said |= step
    return said


def _reason(expectation: Expectation) -> str:
    return REASONS.get(expectation.reason or "", expectation.reason or "")


def _day(step: Step, name: str = "on") -> str:
    return words(date.fromisoformat(step[name]))


def _units(step: Step) -> str:
    unit = step["unit"].replace("_", " ")
    return f"{step['n']} {unit}" if step["n"] == 1 else f"{step['n']} {unit}s"


def _anchor(step: Step) -> str:
    what = "The post began" if step["kind"] == "post" else "The last session that counts was held"
    return f"{what} on {_day(step)}."


def _paused(step: Step) -> str:
    why = REASONS.get(step["reason"], step["reason"])
    if step["to_on"] is None:
        return f"Paused from {_day(step, 'from_on')} ({why}); no end is known."
    return (
        f"Paused from {_day(step, 'from_on')} to {_day(step, 'to_on')} ({why}): "
        f"{_day(step, 'due_on')}."
    )


def _changed(what: str) -> Callable[[Step], str]:
    def say(step: Step) -> str:
        due = f"due {_day(step, 'due_on')}" if step["due_on"] else "no due day is known"
        whose = "the agreement's own" if step.get("agreed") else f"the {what}"
        return f"From {_day(step)} {whose} interval of {_units(step)} is in force: {due}."

    return say


def _interval(step: Step) -> str:
    first = ", the first day counted" if step["count_from"] == "inclusive" else ""
    agreed = " as agreed" if step.get("agreed") else ""
    return f"{_day(step, 'from_on')}{first}, plus {_units(step)}{agreed}: {_day(step, 'due_on')}."


def _duration(step: Step) -> str:
    minutes = "not known" if step["minutes"] is None else f"{step['minutes']} minutes"
    return (
        f"Length {minutes}, {step['interrupted_minutes']} minutes interrupted; "
        f"at least {step['threshold']} are expected."
    )


def _yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- a third answer is why it is passed
    return {True: "yes", False: "no", None: "not said"}[value]


def _reviewed(step: Step) -> str:
    return f"{step['reviewed']} of {step['expected']} actions due a review have one."


def _plainly(text: str) -> Callable[[Step], str]:
    return lambda _: text


def _too_short(step: Step) -> str:
    return (
        f"a session of {step['minutes']} minutes does not count; "
        f"at least {step['minimum']} are needed"
    )


LINES: Mapping[str, Callable[[Step], str]] = {
    "anchor": _anchor,
    "interval": _interval,
    "paused": _paused,
    "rolled": lambda step: f"Moved to a working day: {_day(step, 'due_on')}.",
    "came_back": lambda step: f"It fell due in a gap between posts, so on {_day(step)}.",
    "tightened": _changed("shorter"),
    "loosened": _changed("longer"),
    "minimum": lambda step: f"A session counts from {step['minutes']} minutes.",
    "cannot_judge": lambda step: (
        f"It cannot be judged: {REASONS.get(step['reason'], step['reason'])}."
    ),
    "duration": _duration,
    "check_in": lambda step: f"Check-in held: {_yes_or_no(step['held'])}.",
    "feedback_minutes": lambda step: (
        f"Minutes spent on feedback: {'not said' if step['minutes'] is None else step['minutes']}; "
        f"at least {step['threshold']} are expected."
    ),
    "feedback_directions": lambda step: (
        f"Feedback given: {', '.join(step['given']).replace('_', ' ') or 'none'}."
    ),
    "actions_reviewed": _reviewed,
    "owned_and_dated": lambda step: (
        f"Owner: {_yes_or_no(step['owned'])}. Due date: {_yes_or_no(step['dated'])}."
    ),
    "due_date_set": lambda step: f"Set on {_day(step)}: due {_day(step, 'due_on')}.",
}

MISSES: Mapping[str, Callable[[Step], str]] = {
    "not_held": lambda step: f"the session was {step['status']}",
    "wrong_kind": lambda step: f"{KINDS[step['kind']]} does not count",
    "too_short": _too_short,
    "minutes_not_known": _plainly("the length of the session is not known"),
    "outside_duty": _plainly("no supervised post was in force that day"),
    "tick_box_only": _plainly(
        "the sender ticked that previous actions were reviewed, without a review of each"
    ),
}
