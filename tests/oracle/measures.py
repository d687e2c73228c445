"""What a record shows, each by itself: True, False, or None where it was not sent."""

from datetime import date

from app.rules.facts import Session, Signatures, Text


def at_least(value: int | None, least: int | None) -> bool | None:
    assert least is not None
    return None if value is None else value >= least


def long_enough(text: Text | None, words: int | None) -> bool | None:
    return at_least(None if text is None else text.words, words)


def not_copied(
    text: Text | None, before: Text | None, words: int | None, similarity: float | None
) -> bool | None:
    """The shared shingles are less than that part of all; short texts tell nothing."""
    assert words is not None
    assert similarity is not None
    if text is None or before is None or text.words < words or before.words < words:
        return None
    shared = [each for each in text.shingles if each in before.shingles]
    together = len(text.shingles) + len(before.shingles) - len(shared)
    return len(shared) / together < similarity if together else None


def signed_on(signatures: Signatures | None, session: Session) -> date | None:
    """The day on which both had signed, or a disagreement stood under the record."""
    if signatures is None:
        return None
    days = [day for day in (signatures.supervisee_on, signatures.supervisor_on) if day]
    both = max(days) if len(days) == 2 else None
    disagreed = None
    if signatures.disagreed:
        disagreed = signatures.disagreed_on or max(days, default=session.recorded_on)
    return min((day for day in (both, disagreed) if day), default=None)


def signed_some_day(signatures: Signatures | None, session: Session) -> bool:
    """A disagreement stands under it, and nobody knows since when."""
    return bool(signatures and signatures.disagreed and not signed_on(signatures, session))
