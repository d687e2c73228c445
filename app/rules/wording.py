"""What is expected and what would clear it, for people: made from codes and arguments."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.rules.expectation import Expectation
from app.rules.parameters import RulePolicy
from app.rules.words import counted, reason, words
from app.vocabulary import Judgement, SubjectType

EXPECTED: Mapping[str, str] = {
    "personal-timescale": "A personal session is to be held",
    "personal-duration": "The session of {day} was to last at least {least}, not counting "
    "interruptions",
    "check-in": "The session of {day} was to open with a check-in",
    "feedback-time": "The session of {day} was to spend at least {least} on two-way feedback",
    "feedback-sought": "The supervisee is to be asked{by} for feedback on the session of {day}",
    "feedback-two-way": "The session of {day} was to record feedback in both directions",
    "low-score-followed-up": "The score of {score} given on {day} is to be answered by an action "
    "agreed in the next personal session{that_of}",
    "previous-actions-reviewed": "The {record} of {day} was to review {actions}",
    "reflection-recorded": "The {record} of {day} was to record at least {length} of {text}",
    "appreciation-recorded": "The session of {day} was to record strengths that were noticed",
    "record-not-copied": "The {text} of the {record} of {day} was to be written anew, not copied "
    "from the last one",
    "identity-explored": "An aspect of identity is to be explored in a session",
    "record-on-time": "The {record} of {day} is to be written up",
    "record-shared": "The supervisee is to have a copy of the record of {day}",
    "record-signed": "Both are to sign the record of {day}{anew}",
    "cancellation-rearranged": "A personal session is to be held{by} in place of the one that was "
    "cancelled or missed on {day}",
    "agreement-signed": "The supervision agreement of {day} is to be signed",
    "agreement-reviewed": "The supervision agreement is to be reviewed",
    "case-timescale": "The case is to be discussed in supervision",
    "case-first": "The worker who was allocated the case on {day} is to take part in a discussion "
    "of it",
    "plan-progress": "The discussion of {day} was to record how far the plan has come",
    "contingency-set": "The discussion of {day} was to set a contingency, the plan being off track",
    "decision-reasoned": "The decision of {day} was to be given a reason",
    "action-owned-and-dated": "The action agreed on {day} was to have an owner and a due date",
    "action-completed": "The action agreed on {day} is to be completed",
    "action-drift": "The action that was carried forward on {day} was to be carried forward fewer "
    "than {limit} in all",
    "oversight-gap": "The case is to have management oversight",
    "oversight-recorded": "The management decision of {day} is to be on the record",
    "oversight-independent": "The management decision of {day} was to be made by somebody who did "
    "not hold the case",
}

AGAIN = ", or {again}"
CLEARS: Mapping[str, str] = {
    "personal-timescale": "a personal session{long_enough} is held",
    "personal-duration": "the record is corrected to show at least {least} without interruptions"
    + AGAIN,
    "check-in": "the record is corrected to show a check-in" + AGAIN,
    "feedback-time": "the record is corrected to show at least {least} of feedback" + AGAIN,
    "feedback-sought": "the supervisee's feedback is recorded, or that they declined to give any"
    + AGAIN,
    "feedback-two-way": "feedback in both directions is recorded with the session" + AGAIN,
    "low-score-followed-up": "{answer}",
    "previous-actions-reviewed": "a review is recorded for each action that has none" + AGAIN,
    "reflection-recorded": "the record is corrected to have at least {length}" + AGAIN,
    "appreciation-recorded": "the record is corrected to say which strengths were noticed" + AGAIN,
    "record-not-copied": "the record is corrected to have a text of its own" + AGAIN,
    "identity-explored": "a session is held in which an aspect of identity is explored",
    "record-on-time": "the {record} is written up" + AGAIN,
    "record-shared": "the supervisee is given a copy" + AGAIN,
    "record-signed": "both have signed{anew}, or a disagreement is recorded" + AGAIN,
    "cancellation-rearranged": "a personal session is held",
    "agreement-signed": "the agreement is signed, or ends",
    "agreement-reviewed": "the agreement is reviewed, or ends",
    "case-timescale": "a session is held that discusses the case",
    "case-first": "a discussion of the case is held with the worker present",
    "plan-progress": "the record is corrected to say how far the plan has come" + AGAIN,
    "contingency-set": "the record is corrected to set a contingency" + AGAIN,
    "decision-reasoned": "the reason is added to the record" + AGAIN,
    "action-owned-and-dated": "the action is given an owner and a due date" + AGAIN,
    "action-completed": "the action is completed or no longer needed, or a session sets a later "
    "day",
    "action-drift": "the review is corrected to another outcome" + AGAIN,
    "oversight-gap": "an oversight note is made, or the case is discussed",
    "oversight-recorded": "the decision is put on the record",
    "oversight-independent": "the record is corrected to name whoever decided" + AGAIN,
}

TOLD: Mapping[str, str] = {
    "stage_unmapped": "the stage of the post is given a meaning",
    "asye_start_unknown": "the start of the newly qualified programme is sent",
    "duty_start_unknown": "the start of the post is sent",
    "minutes_not_known": "the length of the session is sent",
    "recorded_at_not_sent": "the day on which it was written up is sent",
    "identity_not_sent": "the aspects of identity that the session explored are sent",
    "plan_unmapped": "the type of the plan is given a meaning",
    "allocation_not_sent": "it is sent who holds the case",
}
"""By the reason for which something cannot be judged: what would let it be judged."""

NEXT_OF: Mapping[SubjectType, str] = {
    SubjectType.WORKER: "the next personal session is held",
    SubjectType.CASE: "the case is discussed again",
}
NEXT_ACTION = "the next personal session agrees an action"


def sentence(expectation: Expectation) -> str:
    """What is expected, in one sentence that holds whatever came of it."""
    expected = expected_of(expectation)
    if expectation.judgement is Judgement.CANNOT_JUDGE:
        return f"{expected}; this cannot be judged, because {reason(expectation.reason)}."
    paused = expectation.judgement is Judgement.PAUSED
    if expectation.due_on is None:
        if not paused:
            return f"{expected}; that is not due yet."
        return (
            f"{expected}; the clock is paused ({reason(expectation.reason)}) and no end is known."
        )
    pause = f", the clock being paused ({reason(expectation.reason)})" if paused else ""
    return f"{expected}{pause}."


def expected_of(expectation: Expectation) -> str:
    """What is expected and by which day, as the beginning of a sentence."""
    template, due_on = EXPECTED[expectation.rule], expectation.due_on
    if due_on is None or due_on == expectation.breach_on:  # content: its day is in the words
        by, that_of = "", ""
    else:
        by, that_of = f" by {words(due_on)}", f", that of {words(due_on)}"
    at_the_end = "" if "{by}" in template or "{that_of}" in template else by
    said = template.format(**_arguments(expectation), by=by, that_of=that_of)
    return f"{said}{at_the_end}"


def clears_when(expectation: Expectation) -> str | None:
    """What would settle it; None: it is met."""
    if expectation.met_on:
        return None
    clears = CLEARS[expectation.rule].format(**_arguments(expectation))
    told = TOLD.get(expectation.reason or "")
    if told and expectation.judgement is Judgement.CANNOT_JUDGE:
        return f"{told}, or {clears}"
    return clears


def clears_in_general(
    code: str, parameters: RulePolicy, subjects: Iterable[SubjectType] = ()
) -> str:
    """What settles any expectation of a rule under its parameters."""
    numbers = {
        "minutes": parameters.minimum_minutes,
        "threshold": parameters.threshold,
        "minimum": parameters.minimum_words,
    }
    again = ", or ".join(NEXT_OF[subject] for subject in subjects if subject in NEXT_OF)
    said = {"record": "record", "again": again, "answer": NEXT_ACTION}
    return CLEARS[code].format(**_in_words(numbers), **said)


def _arguments(expectation: Expectation) -> dict[str, str]:
    """All that the trace says by name, and what the row is about."""
    numbers: dict[str, Any] = {}
    for step in expectation.trace:
        numbers |= step
    answer = NEXT_ACTION
    if expectation.due_on:
        answer = f"the session of {words(expectation.due_on)} is corrected to agree an action"
    return {
        **_in_words(numbers),
        "day": words(expectation.opened_on),
        "record": (expectation.record_type or "record").replace("_", " "),
        "text": "analysis" if expectation.record_type == "discussion" else "reflection",
        "again": NEXT_OF.get(expectation.subject_type, ""),
        "answer": answer,
    }


def _in_words(numbers: Mapping[str, Any]) -> dict[str, str]:
    """The numbers that a sentence may need, each with what it counts."""
    minutes, due = numbers.get("minutes"), numbers.get("expected")
    return {
        "long_enough": f" of at least {counted(minutes, 'minute')}" if minutes else "",
        "least": counted(numbers.get("threshold") or 0, "minute"),
        "length": counted(numbers.get("minimum") or 0, "word"),
        "limit": counted(numbers.get("limit") or 0, "time"),
        "anew": " again" if numbers.get("edited_on") else "",
        "score": str(numbers.get("score")),
        "actions": "the action that was due a review"
        if due == 1
        else f"the {due} actions that were due a review",
    }
