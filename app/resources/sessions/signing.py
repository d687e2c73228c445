"""Signatures stand under a text: when it is edited, they fall away.

Signatures, sharing, feedback and reviews may follow later and are no edit. A sender who sends the
whole form again sends its old signatures along; they are known by their days and stay fallen.
Sent without the text, they are new ones.
"""

from datetime import date
from typing import Any

from app.db.pending import Document
from app.db.unit_of_work import UnitOfWork

AFTERWARDS = frozenset(
    {
        "signatures",
        "shared_on",
        "action_reviews",
        "previous_actions_reviewed",
        "feedback_listed",
        "fallen_signatures",
        "signatures_fell_on",
    }
)
SIGNS = ("supervisee_on", "supervisor_on", "disagreement", "disagreed_on")
NONE: dict[str, Any] = dict.fromkeys(SIGNS)


def settle(uow: UnitOfWork, before: Document, sent: Document, after: Document) -> Document:
    """The document in which only those signatures stand that were put under its text."""
    signed = after["signatures"]
    if not signed:
        return after
    if _text(before) != _text(after):
        return fallen(before, after, uow.today)
    if sent.keys() - AFTERWARDS:
        stood, fell = before["signatures"] or NONE, before["fallen_signatures"] or NONE
        # What stands was signed anew since, perhaps on the very day on which it was signed first.
        return _without(after, {name: fell[name] for name in SIGNS if fell[name] != stood[name]})
    return after


def fallen(before: Document, after: Document, today: date) -> Document:
    """The document without the signatures that were there before its text changed."""
    stood = before["signatures"] or NONE
    falling = {
        name: stood[name] for name in SIGNS if stood[name] and _signed(after, name) == stood[name]
    }
    if falling:
        earlier = before["fallen_signatures"] or NONE
        after = {
            **after,
            "fallen_signatures": {**earlier, **falling},
            "signatures_fell_on": today.isoformat(),
        }
    return _without(after, after["fallen_signatures"] or NONE)


def _without(document: Document, fallen: Document) -> Document:
    """The document without signatures that fell earlier."""
    standing = {
        name: value
        for name, value in (document["signatures"] or NONE).items()
        if value and value != fallen.get(name)
    }
    return {**document, "signatures": {**NONE, **standing} if standing else None}


def _signed(document: Document, name: str) -> object:
    return (document["signatures"] or NONE)[name]


def _text(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in AFTERWARDS}
