"""What is expected and what would clear it, for people: made at the edge from codes and arguments."""

from collections.abc import Mapping
from typing import Any

from app.rules.expectation import Expectation
from app.rules.words import reason, words
from app.vocabulary import Judgement

EXPECTED: Mapping[str, str] = {
    "personal-timescale": "A personal session is to be held",
    "personal-duration": "The session is to last at least {threshold} minutes, interruptions off",
    "check-in": "The session is to open with a check-in",
    "feedback-time": "The session is to spend at least {threshold} minutes on two-way feedback",
    "feedback-sought": "The supervisee is to be asked for feedback on the session",
    "feedback-two-way": "The session is to record feedback in both directions",
    "low-score-followed-up": "A score of {score} is to be answered by an action in the next session",
    "previous-actions-reviewed": "All {expected} actions that were due a review are to have one",
    "reflection-recorded": "The {record} is to record at least {minimum} words of {text}",
    "appreciation-recorded": "The session is to record strengths that were noticed",
    "record-not-copied": "The {text} of the {record} is not to be the last one again",
    "identity-explored": "An aspect of identity is to be explored in a session",
    "record-on-time": "The {record} is to be written up",
    "record-shared": "The supervisee is to have a copy of the record",
    "record-signed": "The record is to be signed by both",
    "cancellation-rearranged": "The session that was called off is to be held after all",
    "agreement-signed": "The supervision agreement is to be signed",
    "agreement-reviewed": "The supervision agreement is to be reviewed",
    "case-timescale": "The case is to be discussed in supervision",
    "case-first": "The worker who was allocated the case is to take part in a discussion of it",
    "plan-progress": "The discussion is to record how far the plan has come",
    "contingency-set": "The plan being off track, the discussion is to set a contingency",
    "decision-reasoned": "The decision is to have a reason",
    "action-owned-and-dated": "The action is to have an owner and a due date",
    "action-completed": "The action is to be completed",
    "action-drift": "The action is not to be carried forward {limit} times",
    "oversight-gap": "The case is to have management oversight",
    "oversight-recorded": "The management decision is to be on the record",
    "oversight-independent": "The decision is to be made by somebody who does not hold the case",
}

OR_LATER = ", or the next personal session is held"
OR_DISCUSSED = ", or the case is discussed again"
OR_NEXT = ", or the next session is held"
CLEARS: Mapping[str, str] = {
    "personal-timescale": "a personal session of at least {minutes} minutes is held",
    "personal-duration": "the record is corrected to at least {threshold} minutes without "
    "interruptions" + OR_LATER,
    "check-in": "the record is corrected to show a check-in" + OR_LATER,
    "feedback-time": "the record is corrected to at least {threshold} minutes of feedback"
    + OR_LATER,
    "feedback-sought": "the supervisee's feedback is recorded, even that they declined",
    "feedback-two-way": "feedback in both directions is recorded with the session" + OR_LATER,
    "low-score-followed-up": "the next personal session agrees an action",
    "previous-actions-reviewed": "a review is recorded for each action that has none" + OR_NEXT,
    "reflection-recorded": "the record is corrected to at least {minimum} words" + OR_NEXT,
    "appreciation-recorded": "the record is corrected to say what was appreciated" + OR_LATER,
    "record-not-copied": "the text is replaced by one of its own" + OR_NEXT,
    "identity-explored": "a session is held in which an aspect of identity is explored",
    "record-on-time": "the {record} is written up",
    "record-shared": "the supervisee is given a copy",
    "record-signed": "both have signed, or a disagreement is recorded",
    "cancellation-rearranged": "a personal session is held",
    "agreement-signed": "the agreement is signed, or ends",
    "agreement-reviewed": "the agreement is reviewed, or ends",
    "case-timescale": "a session is held that discusses the case",
    "case-first": "a discussion of the case is held with the worker present",
    "plan-progress": "the record is corrected to say how far the plan has come" + OR_DISCUSSED,
    "contingency-set": "the record is corrected to set a contingency" + OR_DISCUSSED,
    "decision-reasoned": "the reason is added to the record" + OR_DISCUSSED,
    "action-owned-and-dated": "the action is given an owner and a due date" + OR_NEXT,
    "action-completed": "the action is completed or is no longer needed",
    "action-drift": "the action is completed or dropped instead of carried forward" + OR_NEXT,
    "oversight-gap": "an oversight note is made, or the case is discussed",
    "oversight-recorded": "the decision is put on the record",
    "oversight-independent": "the record is corrected to name whoever decided" + OR_DISCUSSED,
}


def sentence(expectation: Expectation) -> str:
    """What is expected, in one sentence that holds whatever came of it."""
    expected = EXPECTED[expectation.rule].format(**_arguments(expectation))
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
    if expectation.due_on == expectation.breach_on:
        return f"{expected}, on {words(expectation.due_on)}."
    return f"{expected} by {words(expectation.due_on)}{pause}."


def clears_when(expectation: Expectation) -> str | None:
    """What would settle it; None: it is met."""
    if expectation.met_on:
        return None
    return CLEARS[expectation.rule].format(**_arguments(expectation))


def _arguments(expectation: Expectation) -> dict[str, Any]:
    """All that the trace says by name, and what the row is about."""
    record = (expectation.record_type or "record").replace("_", " ")
    text = "analysis" if expectation.record_type == "discussion" else "reflection"
    said: dict[str, Any] = {"record": record, "text": text, "minutes": 0, "score": "that kind"}
    for step in expectation.trace:
        said |= step
    return said
