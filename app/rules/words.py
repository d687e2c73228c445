"""The words that every sentence shares: days, units, reasons, kinds of session, plans."""

from collections.abc import Mapping
from datetime import date

from app.rules.expectation import Step

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
    "identity_not_sent": "the sending system has not said which aspects of identity were explored",
    "plan_unmapped": "the type of a plan is not one that is known",
    "too_few_words": "one of the texts is missing or too short to compare",
    "disagreed_on_not_sent": "the sending system has not said when the disagreement was recorded",
    "allocation_not_sent": "the sending system has not said who holds the case",
}

KINDS: Mapping[str, str] = {
    "personal": "a personal session",
    "joint": "a joint session",
    "case": "a case session",
    "group": "a group session",
    "peer": "a peer session",
    "informal": "an informal conversation",
}

PLANS: Mapping[str, str] = {
    "child_protection": "child protection",
    "pre_proceedings": "pre-proceedings",
    "child_in_need": "child in need",
    "looked_after": "looked after",
    "looked_after_long_term": "looked after in the long term",
    "care_leaver": "care leaver",
    "early_help": "early help",
    "other": "other plan",
}


def words(day: date) -> str:
    """A day as people write it: 2 February 2026."""
    return f"{day.day} {day:%B %Y}"


def day_in(step: Step, name: str = "on") -> str:
    """A day of a step, in words."""
    return words(date.fromisoformat(step[name]))


def units(n: int, unit: str) -> str:
    """A number of units: 28 calendar days."""
    return counted(n, unit.replace("_", " "))


def reason(code: str | None) -> str:
    """Why something cannot be judged, or is paused."""
    return REASONS.get(code or "", code or "")


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- a third answer is why it is passed
    """Yes, no, or that nobody has said."""
    return {True: "yes", False: "no", None: "not said"}[value]


def counted(n: int, what: str) -> str:
    """A number of things: 1 action, 2 actions."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def begun(text: str) -> str:
    """A text with a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]
