"""How it was worked out, for people: each step of a trace and each near miss in one sentence."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.rules.expectation import Step
from app.rules.words import KINDS, counted, day_in, reason, units, words, yes_or_no

ANCHORS: Mapping[str, str] = {
    "post": "The post began",
    "plan": "The plan began",
    "agreement": "The agreement began",
    "session": "The last session that counts was held",
    "note": "The last oversight note that counts was decided",
    "review": "The last review was made",
}


def line(step: Step) -> str:
    """One step of a trace."""
    return LINES[step["code"]](step)


def near_miss(step: Step) -> str:
    """Why an event that looked like it counted does not."""
    return f"{words(date.fromisoformat(step['on']))}: {MISSES[step['code']](step)}."


def _anchor(step: Step) -> str:
    return f"{ANCHORS[step['kind']]} on {day_in(step)}."


def _paused(step: Step) -> str:
    why = reason(step["reason"])
    if step["to_on"] is None:
        return f"Paused from {day_in(step, 'from_on')} ({why}); no end is known."
    return (
        f"Paused from {day_in(step, 'from_on')} to {day_in(step, 'to_on')} ({why}): "
        f"{day_in(step, 'due_on')}."
    )


def _changed(what: str) -> Callable[[Step], str]:
    def say(step: Step) -> str:
        due = f"due {day_in(step, 'due_on')}" if step["due_on"] else "no due day is known"
        whose = "the agreement's own" if step.get("agreed") else f"the {what}"
        interval = units(step["n"], step["unit"])
        return f"From {day_in(step)} {whose} interval of {interval} is in force: {due}."

    return say


def _interval(step: Step) -> str:
    first = ", the first day counted" if step["count_from"] == "inclusive" else ""
    agreed = " as agreed" if step.get("agreed") else ""
    interval = units(step["n"], step["unit"])
    return f"{day_in(step, 'from_on')}{first}, plus {interval}{agreed}: {day_in(step, 'due_on')}."


def _hours(step: Step) -> str:
    hours = units(step["n"], "hour")
    if step["due_at"] is None:
        return f"End of {day_in(step, 'from_on')}, plus {hours}: {day_in(step, 'due_on')}."
    decided, due = (datetime.fromisoformat(step[name]) for name in ("from", "due_at"))
    return f"Decided {decided:%H:%M} UTC on {words(decided.date())}, plus {hours}: {due:%H:%M} UTC on {words(due.date())}."


def _duration(step: Step) -> str:
    minutes = "not known" if step["minutes"] is None else f"{step['minutes']} minutes"
    return (
        f"Length {minutes}, {step['interrupted_minutes']} minutes interrupted; "
        f"at least {step['threshold']} are expected."
    )


def _too_short(step: Step) -> str:
    return (
        f"a session of {step['minutes']} minutes does not count; "
        f"at least {step['minimum']} are needed"
    )


def _alike(step: Step) -> str:
    return (
        f"{step['alike']:.0%} of it stands in the text before, too; "
        f"below {step['limit']:.0%} is expected."
    )


def _plainly(text: str) -> Callable[[Step], str]:
    return lambda _: text


LINES: Mapping[str, Callable[[Step], str]] = {
    "anchor": _anchor,
    "interval": _interval,
    "hours": _hours,
    "paused": _paused,
    "rolled": lambda step: f"Moved to a working day: {day_in(step, 'due_on')}.",
    "came_back": lambda step: f"It fell due in a gap between posts, so on {day_in(step)}.",
    "tightened": _changed("shorter"),
    "loosened": _changed("longer"),
    "minimum": lambda step: f"A session counts from {step['minutes']} minutes.",
    "cannot_judge": lambda step: f"It cannot be judged: {reason(step['reason'])}.",
    "duration": _duration,
    "check_in": lambda step: f"Check-in held: {yes_or_no(step['said'])}.",
    "appreciated": lambda step: f"Strengths noticed: {yes_or_no(step['said'])}.",
    "feedback_minutes": lambda step: (
        f"Minutes spent on feedback: {'not said' if step['minutes'] is None else step['minutes']}; "
        f"at least {step['threshold']} are expected."
    ),
    "feedback_directions": lambda step: (
        f"Feedback given: {', '.join(step['given']).replace('_', ' ') or 'none'}."
    ),
    "low_score": lambda step: f"A score of {step['score']} was given on {day_in(step)}.",
    "next_session": lambda step: f"The next personal session was held on {day_in(step)}.",
    "actions_reviewed": lambda step: (
        f"{step['reviewed']} of {step['expected']} actions due a review have one."
    ),
    "words": lambda step: (
        f"Length: {counted(step['words'], 'word')}; at least {step['minimum']} are expected."
    ),
    "similarity": _alike,
    "not_compared": lambda step: (
        f"Two texts of at least {step['minimum']} words are needed to compare."
    ),
    "plan_progress": lambda step: (
        f"Progress of the plan: {(step['said'] or 'not said').replace('_', ' ')}."
    ),
    "contingency": lambda step: f"Contingency set: {yes_or_no(step['set'])}.",
    "reasoned": lambda step: f"Reason given: {yes_or_no(step['given'])}.",
    "owned_and_dated": lambda step: (
        f"Owner: {yes_or_no(step['owned'])}. Due date: {yes_or_no(step['dated'])}."
    ),
    "due_date_set": lambda step: f"Set on {day_in(step)}: due {day_in(step, 'due_on')}.",
    "carried_forward": lambda step: (
        f"Carried forward {counted(step['times'], 'time')}; "
        f"{counted(step['limit'], 'time')} is too often."
    ),
    "holds_the_case": lambda step: f"The author holds the case: {yes_or_no(step['holds'])}.",
}

MISSES: Mapping[str, Callable[[Step], str]] = {
    "not_held": lambda step: f"the session was {step['status']}",
    "wrong_kind": lambda step: f"{KINDS[step['kind']]} does not count",
    "too_short": _too_short,
    "minutes_not_known": _plainly("the length of the session is not known"),
    "outside_duty": _plainly("no supervised post was in force that day"),
    "no_plan_open": _plainly("no plan was open that day"),
    "tick_box_only": _plainly(
        "the sender ticked that previous actions were reviewed, without a review of each"
    ),
}
