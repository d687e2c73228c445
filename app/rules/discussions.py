"""What each discussion of a case must show, and each decision wherever it is made."""

from collections.abc import Iterator

from app.rules.case_view import CaseView
from app.rules.content import Finding, content
from app.rules.expectation import Expectation, Step
from app.rules.facts import Discussion
from app.rules.oversight import noted
from app.rules.parameters import RulePolicy
from app.rules.showing import NOT_SENT, of_discussions
from app.vocabulary import PlanProgress

PLAN_PROGRESS = "plan-progress"
CONTINGENCY_SET = "contingency-set"
DECISION_REASONED = "decision-reasoned"


def plan_progress(view: CaseView) -> Iterator[Expectation]:
    """How far the plan has come; to say that it was not recorded is no answer."""
    return of_discussions(view, PLAN_PROGRESS, _progress)


def contingency_set(view: CaseView) -> Iterator[Expectation]:
    """Of a plan that is off track: what happens if it stays so."""
    return of_discussions(view, CONTINGENCY_SET, _contingency)


def decision_reasoned(view: CaseView) -> Iterator[Expectation]:
    """Each decision has its reason, in a discussion and in an oversight note."""
    yield from of_discussions(view, DECISION_REASONED, _discussed)
    for note in view.notes:
        policy = view.parameters(DECISION_REASONED, note.decided_on)
        if policy and note.decided and view.opens(note.decided_on):
            found = _reasoned(reasoned=note.reasoned)
            yield content(view, noted(DECISION_REASONED, note), found, note.id, policy[1])


def _progress(said: Discussion, _: RulePolicy) -> Finding:
    progress = said.plan_progress
    step: Step = {"code": "plan_progress", "said": str(progress) if progress else None}
    if progress is None:
        return None, NOT_SENT, step
    return progress is not PlanProgress.NOT_RECORDED, None, step


def _contingency(said: Discussion, _: RulePolicy) -> Finding | None:
    """Null breaches, too: it is the state of the plan that calls for it."""
    if said.plan_progress is not PlanProgress.OFF_TRACK:
        return None
    return said.contingency, None, {"code": "contingency", "set": said.contingency}


def _discussed(said: Discussion, _: RulePolicy) -> Finding | None:
    return _reasoned(reasoned=said.reasoned) if said.decided else None


def _reasoned(*, reasoned: bool) -> Finding:
    """Null breaches, too: it is the decision that calls for it."""
    return reasoned, None, {"code": "reasoned", "given": reasoned}
