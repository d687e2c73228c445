"""Reflection and analysis: enough of it, and not the last text again."""

from collections.abc import Iterator
from itertools import islice

from app.rules.case_view import CaseView
from app.rules.content import Finding
from app.rules.expectation import Expectation, Step
from app.rules.facts import Text
from app.rules.parameters import RulePolicy
from app.rules.showing import NOT_SENT, of_discussions, of_sessions
from app.rules.worker_view import WorkerView

REFLECTION_RECORDED = "reflection-recorded"
RECORD_NOT_COPIED = "record-not-copied"
TOO_FEW_WORDS = "too_few_words"


def reflections_recorded(view: WorkerView) -> Iterator[Expectation]:
    """The reflection of each personal session has enough words."""
    return of_sessions(
        view, REFLECTION_RECORDED, lambda session, rule: _enough(session.reflection, rule)
    )


def analyses_recorded(view: CaseView) -> Iterator[Expectation]:
    """The analysis of each discussion has enough words."""
    return of_discussions(
        view, REFLECTION_RECORDED, lambda said, rule: _enough(said.analysis, rule)
    )


def reflections_not_copied(view: WorkerView) -> Iterator[Expectation]:
    """The reflection of each personal session is not that of the one before."""
    return _not_copied(view, [each.session.reflection for each in view.served])


def analyses_not_copied(view: CaseView) -> Iterator[Expectation]:
    """The analysis of each discussion is not that of the one before."""
    return _not_copied(view, [each.said.analysis if each.said else None for each in view.served])


def _not_copied(view: WorkerView | CaseView, texts: list[Text | None]) -> Iterator[Expectation]:
    """One row for each session of the window that has one before it."""
    outside = len(view.served) - len(view.opening)
    before = [view.before.text if view.before else None, *texts]
    pairs = zip(view.sheets, texts[outside:], before[outside:], strict=False)
    for (_, sheet), text, last in islice(pairs, 0 if outside or view.before else 1, None):
        parameters = sheet.rules[RECORD_NOT_COPIED]
        if parameters.enabled:
            yield sheet.row(RECORD_NOT_COPIED, _new(text, last, parameters))


def _enough(text: Text | None, parameters: RulePolicy) -> Finding:
    least = parameters.minimum_words or 0
    step: Step = {"code": "words", "words": text.words if text else None, "minimum": least}
    if text is None:
        return None, NOT_SENT, step
    return text.words >= least, None, step


def _new(text: Text | None, before: Text | None, parameters: RulePolicy) -> Finding:
    """Whether a text shares less of its shingles with the one before than is allowed."""
    least, limit = parameters.minimum_words or 0, parameters.similarity or 0
    if text is None or before is None or min(text.words, before.words) < least:
        return None, TOO_FEW_WORDS, {"code": "not_compared", "minimum": least}
    both = len(text.shingles & before.shingles)
    either = len(text.shingles) + len(before.shingles) - both
    alike = both / either if either else 0.0
    step: Step = {"code": "similarity", "alike": round(alike, 4), "limit": limit}
    return alike < limit, None, step
