"""How it was worked out, for people: each step of a trace and each near miss in one sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.rules.expectation import Step
from app.rules.words import KINDS, begun, counted, day_in, reason, units, words, yes_or_no

ANCHORS: Mapping[str, str] = {
    "post": "The post began",
    "plan": "The plan began",
    "agreement": "The agreement began",
    "session": "The last session that counts was held",
    "note": "The last oversight note that counts was decided",
    "review": "The last review was made",
}
DIRECTIONS: Mapping[tuple[str, ...], str] = {
    (): "No feedback is on record.",
    ("supervisee_to_supervisor",): "Feedback is on record from the supervisee only.",
    ("supervisor_to_supervisee",): "Feedback is on record from the supervisor only.",
    (
        "supervisee_to_supervisor",
        "supervisor_to_supervisee",
    ): "Feedback is on record in both directions.",
}


def line(step: Step, time_zone: str | None = None) -> str:
    """One step of a trace; its hours are those of the time zone, else of UTC."""
    if step["code"] == "hours":
        return _hours(step, time_zone)
    return LINES[step["code"]](step)


def near_miss(step: Step) -> str:
    """Why an event that looked like it counted does not."""
    return f"On {day_in(step)} {MISSES[step['code']](step)}."


def _anchor(step: Step) -> str:
    return f"{ANCHORS[step['kind']]} on {day_in(step)}."


def _interval(step: Step) -> str:
    first = ", counting that day," if step["count_from"] == "inclusive" else ""
    agreed = " as agreed" if step.get("agreed") else ""
    interval = units(step["n"], step["unit"])
    return f"{interval}{agreed} from {day_in(step, 'from_on')}{first} is {day_in(step, 'due_on')}."


def _hours(step: Step, time_zone: str | None) -> str:
    hours, decided_on = units(step["n"], "hour"), day_in(step, "from_on")
    if step["from"] is None:
        return f"{hours} from the end of {decided_on} is the end of {day_in(step, 'due_on')}."
    decided = _instant(step["from"], time_zone)
    due = _instant(step["due_at"], time_zone) if step["due_at"] else day_in(step, "due_on")
    return f"{hours} from {decided} is {due}."


def _instant(text: str, time_zone: str | None) -> str:
    """An instant as people write it: 16:00 on 22 May 2026."""
    at = datetime.fromisoformat(text)
    local = at.astimezone(ZoneInfo(time_zone)) if time_zone else at
    return f"{local:%H:%M}{'' if time_zone else ' UTC'} on {words(local.date())}"


def _paused(step: Step) -> str:
    why, from_on = begun(reason(step["reason"])), day_in(step, "from_on")
    if step["to_on"] is None:
        return f"{why} from {from_on} stops the clock; no end is known."
    days = from_on if step["to_on"] == step["from_on"] else f"{from_on} to {day_in(step, 'to_on')}"
    return f"{why} from {days} stops the clock and moves the day to {day_in(step, 'due_on')}."


def _changed(how: str) -> Callable[[Step], str]:
    def say(step: Step) -> str:
        due = f"the due day is {day_in(step, 'due_on')}" if step["due_on"] else "no day is known"
        whose = "agreed timescale" if step.get("agreed") else "timescale"
        interval = units(step["n"], step["unit"])
        return f"From {day_in(step)} the {whose} is {interval}{how}: {due}."

    return say


def _duration(step: Step) -> str:
    least = f"at least {counted(step['threshold'], 'minute')} are expected"
    if step["minutes"] is None:
        return f"The length of the session is not known; {least}."
    interrupted = step["interrupted_minutes"]
    off = f", {counted(interrupted, 'minute')} of them interrupted" if interrupted else ""
    return f"The session lasted {counted(step['minutes'], 'minute')}{off}; {least}."


def _minimum(step: Step) -> str:
    minutes = step["minutes"]
    return (
        f"Only a session of at least {counted(minutes, 'minute')} counts."
        if minutes
        else "A session of any length counts."
    )


def _feedback_minutes(step: Step) -> str:
    minutes, least = step["minutes"], counted(step["threshold"], "minute")
    spent = "not said" if minutes is None else counted(minutes, "minute")
    return f"Time spent on feedback: {spent}; at least {least} are expected."


def _reviewed(step: Step) -> str:
    expected, reviewed = step["expected"], step["reviewed"]
    if expected == 1:
        return f"One action was due a review, and it has {'one' if reviewed else 'none'}."
    have = f"{reviewed} {'has' if reviewed == 1 else 'have'} one" if reviewed else "none has one"
    return f"Of {expected} actions that were due a review, {have}."


def _words(step: Step) -> str:
    found = "not sent" if step["words"] is None else counted(step["words"], "word")
    return f"Length of the text: {found}; at least {counted(step['minimum'], 'word')} are expected."


def _alike(step: Step) -> str:
    return (
        f"{step['alike']:.0%} of its wording also stands in the text before; "
        f"less than {step['limit']:.0%} is expected."
    )


def _holds(step: Step) -> str:
    if step["holds"] is None:
        return "It is not known whether the author holds the case."
    return f"The author {'holds' if step['holds'] else 'does not hold'} the case on that day."


def _too_short(step: Step) -> str:
    minutes = counted(step["minutes"], "minute")
    return (
        f"a session of {minutes} was held, which does not count: at least {step['minimum']} "
        "are needed"
    )


def _plainly(text: str) -> Callable[[Step], str]:
    return lambda _: text


LINES: Mapping[str, Callable[[Step], str]] = {
    "anchor": _anchor,
    "interval": _interval,
    "paused": _paused,
    "rolled": lambda step: f"That is no working day, so it moves to {day_in(step, 'due_on')}.",
    "came_back": lambda step: (
        f"That day lies in a gap between posts, so it moves to the first day back, {day_in(step)}."
    ),
    "tightened": _changed("; a stricter one makes nothing overdue by itself"),
    "loosened": _changed(""),
    "minimum": _minimum,
    "cannot_judge": lambda step: f"It cannot be judged, because {reason(step['reason'])}.",
    "duration": _duration,
    "check_in": lambda step: f"Opened with a check-in: {yes_or_no(step['said'])}.",
    "appreciated": lambda step: f"Strengths noticed: {yes_or_no(step['said'])}.",
    "feedback_minutes": _feedback_minutes,
    "feedback_directions": lambda step: DIRECTIONS[tuple(step["given"])],
    "low_score": lambda step: f"A score of {step['score']} was given on {day_in(step)}.",
    "next_session": lambda step: f"The next personal session was held on {day_in(step)}.",
    "actions_reviewed": _reviewed,
    "words": _words,
    "similarity": _alike,
    "not_compared": lambda step: (
        f"Two texts of at least {counted(step['minimum'], 'word')} are needed to compare."
    ),
    "plan_progress": lambda step: (
        f"Progress of the plan: {(step['said'] or 'not said').replace('_', ' ')}."
    ),
    "contingency": lambda step: f"Contingency set: {yes_or_no(step['set'])}.",
    "reasoned": lambda step: f"Reason given: {yes_or_no(step['given'])}.",
    "owned_and_dated": lambda step: (
        f"Owner: {yes_or_no(step['owned'])}. Due date: {yes_or_no(step['dated'])}."
    ),
    "edited": lambda step: (
        f"An edit of the record reached us on {day_in(step, 'edited_on')}: it is to be signed "
        "again, counted from that day."
    ),
    "due_date_set": lambda step: (
        f"On {day_in(step)} the due date was set to {day_in(step, 'due_on')}."
    ),
    "carried_forward": lambda step: (
        f"Carried forward {counted(step['times'], 'time')}; "
        f"{counted(step['limit'], 'time')} is too many."
    ),
    "holds_the_case": _holds,
}

MISSES: Mapping[str, Callable[[Step], str]] = {
    "not_held": lambda step: f"a session was {step['status']}, so it does not count",
    "wrong_kind": lambda step: f"there was {KINDS[step['kind']]}, which does not count",
    "too_short": _too_short,
    "minutes_not_known": _plainly(
        "a session was held whose length is not known, so nobody can say whether it counts"
    ),
    "outside_duty": _plainly(
        "a session was held, which does not count: no supervised post was in force"
    ),
    "no_plan_open": _plainly("the case was discussed, which does not count: no plan was open"),
    "other_case": _plainly("a session discussed other cases, but not this one"),
    "tick_box_only": _plainly(
        "the box for reviewed actions was ticked, but not every action was sent with its review"
    ),
}
