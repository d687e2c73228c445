"""Every rule of this version, written out in reporting order, and how a stream is evaluated."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import TypeVar

from app.rules import (
    actions,
    agreements,
    case,
    discussions,
    feedback,
    oversight,
    personal,
    record,
    signed,
    texts,
    timescale,
)
from app.rules.agreement_view import AgreementView
from app.rules.case_view import CaseView
from app.rules.expectation import Expectation
from app.rules.facts import AgreementStream, CaseStream, WorkerStream
from app.rules.policy import DEFAULT_POLICY, RuleBook
from app.rules.view import View
from app.rules.worker_view import WorkerView
from app.vocabulary import Severity, SubjectType


class Block(StrEnum):
    """The building block that a rule is made of."""

    CADENCE = "cadence"
    DEADLINE = "deadline"
    CONTENT = "content"


class Source(StrEnum):
    """Where an expectation, or its number, comes from."""

    GUIDANCE = "Practice on a Page: Supervision and Relational Practice (the source guidance)"
    LGA = "LGA employer standards for social workers in England, standard 5: supervision"
    PRACTICE = "published supervision policies of councils"
    DEFAULT = "the default of this service"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the duty comes from, and where its number does (empty: there is none)."""

    duty: tuple[Source, ...]
    number: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it expects, of whom, why, and the function that works it out."""

    code: str
    block: Block
    severity: Severity
    title: str
    expects: str
    why: str
    basis: Basis
    worker: Callable[[WorkerView], Iterator[Expectation]] | None = None
    case: Callable[[CaseView], Iterator[Expectation]] | None = None
    agreement: Callable[[AgreementView], Iterator[Expectation]] | None = None

    @property
    def subjects(self) -> tuple[SubjectType, ...]:
        """Whose streams it is worked out for."""
        known = (
            (SubjectType.WORKER, self.worker),
            (SubjectType.CASE, self.case),
            (SubjectType.AGREEMENT, self.agreement),
        )
        return tuple(subject for subject, function in known if function)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What a policy can set for it."""
        return DEFAULT_POLICY.rules[self.code].parameters


RULES_VERSION = 4
"""Which version of the rules this is: one higher in each release that judges anything otherwise, or
by facts that were not kept before. Organisations are then worked out again as a whole."""

G, L, P, D = Source.GUIDANCE, Source.LGA, Source.PRACTICE, Source.DEFAULT

CATALOGUE: tuple[Rule, ...] = (
    Rule(
        code="personal-timescale",
        block=Block.CADENCE,
        severity=Severity.BREACH,
        title="Personal supervision to timescale",
        expects="A personal session is held within the interval after the last one.",
        why="Supervision only protects workers and children if it keeps happening. A gap is what "
        "nobody else reports: a session that was never held sends no record.",
        basis=Basis((G,), (L, P)),
        worker=timescale.personal_timescale,
    ),
    Rule(
        code="personal-duration",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Protected time",
        expects="A personal session lasts long enough, interruptions taken off.",
        why="Supervision is protected time. What is cut short or interrupted leaves room for "
        "cases and none for the worker's wellbeing and development.",
        basis=Basis((G, L), (L,)),
        worker=personal.personal_duration,
    ),
    Rule(
        code="check-in",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Check-in",
        expects="A personal session opens with a check-in.",
        why="Opening with how people are invites openness, curiosity and trust before the work is "
        "discussed, and costs a few minutes.",
        basis=Basis((G,)),
        worker=personal.check_in,
    ),
    Rule(
        code="feedback-time",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Time for feedback",
        expects="A personal session spends enough minutes on two-way feedback.",
        why="The guidance asks supervisors to set aside at least ten minutes of every session for "
        "feedback in both directions; what has no time does not happen.",
        basis=Basis((G,), (G,)),
        worker=feedback.feedback_time,
    ),
    Rule(
        code="feedback-sought",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Feedback sought",
        expects="The supervisee is asked for feedback soon after a personal session.",
        why="Workers are asked to seek feedback from families; supervisors owe their supervisees "
        "the same question, about the session, the relationship and the support.",
        basis=Basis((G,), (D,)),
        worker=feedback.feedback_sought,
    ),
    Rule(
        code="feedback-two-way",
        block=Block.CONTENT,
        severity=Severity.QUERY,
        title="Feedback in both directions",
        expects="A personal session records feedback in both directions.",
        why="Feedback that only goes down is appraisal. Both people saying what helped and what "
        "is missing is what changes the next session.",
        basis=Basis((G,)),
        worker=feedback.feedback_two_way,
    ),
    Rule(
        code="low-score-followed-up",
        block=Block.DEADLINE,
        severity=Severity.QUERY,
        title="Low scores followed up",
        expects="A low score is answered by an action agreed in the next personal session.",
        why="Asking how a session was and then doing nothing with a low answer teaches people not "
        "to answer.",
        basis=Basis((G,), (D,)),
        worker=feedback.low_score_followed_up,
    ),
    Rule(
        code="previous-actions-reviewed",
        block=Block.CONTENT,
        severity=Severity.BREACH,
        title="Previous actions reviewed",
        expects="Every action that is due a review has one.",
        why="Good supervision goes back to what was agreed and sees whether it was done. One tick "
        "for all of it shows nothing; a review of each action does.",
        basis=Basis((G,)),
        worker=actions.sessions_reviewed,
        case=actions.discussions_reviewed,
    ),
    Rule(
        code="reflection-recorded",
        block=Block.CONTENT,
        severity=Severity.QUERY,
        title="Reflection recorded",
        expects="A personal session records reflection, a discussion of a case its analysis.",
        why="Supervision is to be reflective and analytical and to show the issues that were "
        "raised. An empty or one-line record cannot.",
        basis=Basis((G,), (D,)),
        worker=texts.reflections_recorded,
        case=texts.analyses_recorded,
    ),
    Rule(
        code="appreciation-recorded",
        block=Block.CONTENT,
        severity=Severity.QUERY,
        title="Appreciation recorded",
        expects="A personal session records strengths that were noticed.",
        why="An appreciative stance looks for the strengths of people and builds on them. Naming "
        "some keeps a session from being about deficits alone.",
        basis=Basis((G,)),
        worker=personal.appreciation_recorded,
    ),
    Rule(
        code="record-not-copied",
        block=Block.CONTENT,
        severity=Severity.QUERY,
        title="Records are not copied",
        expects="A reflection or an analysis is not the last one again.",
        why="A record that repeats the last one says that nothing was thought about since. "
        "Inspectors and audits look for it.",
        basis=Basis((P,), (D,)),
        worker=texts.reflections_not_copied,
        case=texts.analyses_not_copied,
    ),
    Rule(
        code="identity-explored",
        block=Block.CADENCE,
        severity=Severity.QUERY,
        title="Identity explored",
        expects="An aspect of identity is explored within the interval after the last time.",
        why="Supervision should have room for identity and how its aspects meet, the supervisor's "
        "own included; unasked, it does not come up.",
        basis=Basis((G,), (D,)),
        worker=timescale.identity_explored,
    ),
    Rule(
        code="record-on-time",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Record on time",
        expects="A session, and each discussion in it, is written up soon after.",
        why="Records are to be up to date. What is written weeks later is remembered less well "
        "and is missing when somebody else has to decide.",
        basis=Basis((G,), (P,)),
        worker=record.sessions_on_time,
        case=record.discussions_on_time,
    ),
    Rule(
        code="record-shared",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Record shared",
        expects="The supervisee has a copy of the record soon after a personal session.",
        why="Somebody who has no copy of what was said and agreed about their work can neither "
        "correct it nor act on it.",
        basis=Basis((P,), (P,)),
        worker=record.record_shared,
    ),
    Rule(
        code="record-signed",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Record signed",
        expects="Both sign the record of a personal session, or record that they disagree.",
        why="Two signatures, or a recorded disagreement, show that the record is shared ground. "
        "An edit afterwards needs them anew.",
        basis=Basis((P,), (D,)),
        worker=signed.record_signed,
    ),
    Rule(
        code="cancellation-rearranged",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Cancellation rearranged",
        expects="A personal session that was cancelled or missed is held soon after.",
        why="Sessions do get cancelled. Held soon after, little is lost; left to the next date in "
        "the diary, a whole cycle is.",
        basis=Basis((P,), (D,)),
        worker=record.cancellation_rearranged,
    ),
    Rule(
        code="agreement-signed",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Agreement signed",
        expects="A supervision agreement is signed soon after it begins.",
        why="An agreement says how often, for how long and about what two people will meet. Until "
        "both have signed, each may think something else.",
        basis=Basis((P,), (D,)),
        agreement=agreements.agreement_signed,
    ),
    Rule(
        code="agreement-reviewed",
        block=Block.CADENCE,
        severity=Severity.WARNING,
        title="Agreement reviewed",
        expects="A supervision agreement is reviewed within the interval after the last time.",
        why="Roles, hours and needs change. A yearly look keeps the agreement about the "
        "supervision that people need now.",
        basis=Basis((D,), (D,)),
        agreement=agreements.agreement_reviewed,
    ),
    Rule(
        code="case-timescale",
        block=Block.CADENCE,
        severity=Severity.BREACH,
        title="Cases discussed to timescale",
        expects="A case is discussed within the interval that its plans ask for.",
        why="Supervision follows each child's plan. The greater the risk, the shorter a plan may "
        "go without somebody thinking it through with the worker.",
        basis=Basis((G, P), (D,)),
        case=case.case_timescale,
    ),
    Rule(
        code="case-first",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="First discussion after allocation",
        expects="Whoever is allocated a case takes part in a discussion of it soon.",
        why="A new worker inherits a plan that others made. An early discussion gives them its "
        "direction before habits form.",
        basis=Basis((D,), (D,)),
        case=case.case_first,
    ),
    Rule(
        code="plan-progress",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Progress of the plan",
        expects="A discussion of a case records how far its plan has come.",
        why="Supervision tracks how far the plan has come. A discussion that does not say so "
        "cannot show drift while there is time to act.",
        basis=Basis((G,)),
        case=discussions.plan_progress,
    ),
    Rule(
        code="contingency-set",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Contingency set",
        expects="A discussion of a case whose plan is off track sets a contingency.",
        why="Clear supervision says what happens if things do not improve. A plan that is known "
        "to be off track is where that matters most.",
        basis=Basis((G,)),
        case=discussions.contingency_set,
    ),
    Rule(
        code="decision-reasoned",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Decisions reasoned",
        expects="A decision, in a discussion or in an oversight note, has its reason.",
        why="A decision without its reason cannot be understood by the child later, nor defended "
        "or revised by anybody else.",
        basis=Basis((P,)),
        case=discussions.decision_reasoned,
    ),
    Rule(
        code="action-owned-and-dated",
        block=Block.CONTENT,
        severity=Severity.BREACH,
        title="Actions owned and dated",
        expects="An action has an owner and a due date.",
        why="An action without an owner is nobody's, and one without a day is never late. Good "
        "supervision sets clear parameters for both.",
        basis=Basis((G,)),
        worker=actions.action_owned_and_dated,
        case=actions.action_owned_and_dated,
    ),
    Rule(
        code="action-completed",
        block=Block.DEADLINE,
        severity=Severity.BREACH,
        title="Actions completed",
        expects="An action is completed by its due date.",
        why="Good supervision reviews what was agreed and sees that it is completed; lateness for "
        "the child is what an overdue action means.",
        basis=Basis((G,)),
        worker=actions.action_completed,
        case=actions.action_completed,
    ),
    Rule(
        code="action-drift",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Actions do not drift",
        expects="An action is not carried forward again and again.",
        why="An action that is carried forward again and again is not an action. It needs another "
        "owner, another plan, or an honest end.",
        basis=Basis((P,), (P,)),
        worker=actions.action_drift,
        case=actions.action_drift,
    ),
    Rule(
        code="oversight-gap",
        block=Block.CADENCE,
        severity=Severity.WARNING,
        title="Management oversight",
        expects="A case has management oversight within the interval after the last time.",
        why="Managers support casework between sessions by notes and conversations on the file. A "
        "case with neither for long has nobody's second look.",
        basis=Basis((G,), (D,)),
        case=case.oversight_gap,
    ),
    Rule(
        code="oversight-recorded",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Oversight recorded",
        expects="A management decision is on the record soon after it was made.",
        why="Oversight counts when it is on the child's file. A decision that only its maker "
        "knows of cannot be followed or checked.",
        basis=Basis((G,), (P,)),
        case=oversight.oversight_recorded,
    ),
    Rule(
        code="oversight-independent",
        block=Block.CONTENT,
        severity=Severity.BREACH,
        title="Oversight is independent",
        expects="Whoever oversees a case does not hold it.",
        why="A second look is one by somebody else: whoever holds a case cannot oversee their own "
        "work on it.",
        basis=Basis((P,)),
        case=oversight.oversight_independent,
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in CATALOGUE}
ORDER = attrgetter("opened_on", "anchor", "from_on")
Looked = TypeVar("Looked", bound=View)


def evaluate(
    stream: WorkerStream | CaseStream | AgreementStream,
    book: RuleBook,
    since: date | None = None,
) -> list[Expectation]:
    """What one stream's facts come to, in reporting order.

    From a window on: exactly what was opened on its first day or later, the action-completed of
    every action supplied, and what stood open for identity-explored when the window began. Of a
    worker of whose posts a start is unknown ask for everything: the first event begins the duty.
    """
    if isinstance(stream, WorkerStream):
        return _found(WorkerView(stream, book, since), [rule.worker for rule in CATALOGUE])
    if isinstance(stream, CaseStream):
        return _found(CaseView(stream, book, since), [rule.case for rule in CATALOGUE])
    return _found(AgreementView(stream, book, since), [rule.agreement for rule in CATALOGUE])


def _found(
    view: Looked, rules: Iterable[Callable[[Looked], Iterator[Expectation]] | None]
) -> list[Expectation]:
    found: list[Expectation] = []
    for rule in rules:
        if rule:
            found += sorted(rule(view), key=ORDER)
    return found
