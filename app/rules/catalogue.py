"""Every rule of this version, written out in reporting order, and how a stream is evaluated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from app.rules import actions, personal, record
from app.rules.expectation import Expectation
from app.rules.facts import CaseStream, WorkerStream
from app.rules.policy import DEFAULT_POLICY, RuleBook
from app.rules.timescale import personal_timescale
from app.rules.view import CaseView, WorkerView
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
    basis: Basis
    worker: Callable[[WorkerView], Iterator[Expectation]] | None = None
    case: Callable[[CaseView], Iterator[Expectation]] | None = None

    @property
    def subjects(self) -> tuple[SubjectType, ...]:
        """Whose streams it is worked out for."""
        both = ((SubjectType.WORKER, self.worker), (SubjectType.CASE, self.case))
        return tuple(subject for subject, function in both if function)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What a policy can set for it."""
        return DEFAULT_POLICY.rules[self.code].parameters


G, L, P, D = Source.GUIDANCE, Source.LGA, Source.PRACTICE, Source.DEFAULT

CATALOGUE: tuple[Rule, ...] = (
    Rule(
        code="personal-timescale",
        block=Block.CADENCE,
        severity=Severity.BREACH,
        title="Personal supervision to timescale",
        expects="A personal session is held within the interval after the last one.",
        basis=Basis((G,), (L, P)),
        worker=personal_timescale,
    ),
    Rule(
        code="personal-duration",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Protected time",
        expects="A personal session lasts long enough, interruptions taken off.",
        basis=Basis((G, L), (L,)),
        worker=personal.personal_duration,
    ),
    Rule(
        code="check-in",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Check-in",
        expects="A personal session opens with a check-in.",
        basis=Basis((G,)),
        worker=personal.check_in,
    ),
    Rule(
        code="feedback-time",
        block=Block.CONTENT,
        severity=Severity.WARNING,
        title="Time for feedback",
        expects="A personal session spends enough minutes on two-way feedback.",
        basis=Basis((G,), (G,)),
        worker=personal.feedback_time,
    ),
    Rule(
        code="feedback-sought",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Feedback sought",
        expects="The supervisee is asked for feedback soon after a personal session.",
        basis=Basis((G,), (D,)),
        worker=personal.feedback_sought,
    ),
    Rule(
        code="feedback-two-way",
        block=Block.CONTENT,
        severity=Severity.QUERY,
        title="Feedback in both directions",
        expects="A personal session records feedback in both directions.",
        basis=Basis((G,)),
        worker=personal.feedback_two_way,
    ),
    Rule(
        code="previous-actions-reviewed",
        block=Block.CONTENT,
        severity=Severity.BREACH,
        title="Previous actions reviewed",
        expects="Every action that is due a review has one.",
        basis=Basis((G,)),
        worker=actions.sessions_reviewed,
        case=actions.discussions_reviewed,
    ),
    Rule(
        code="record-on-time",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Record on time",
        expects="A session, and each discussion in it, is written up soon after.",
        basis=Basis((G,), (P,)),
        worker=record.sessions_on_time,
        case=record.discussions_on_time,
    ),
    Rule(
        code="cancellation-rearranged",
        block=Block.DEADLINE,
        severity=Severity.WARNING,
        title="Cancellation rearranged",
        expects="A personal session that was cancelled or missed is held soon after.",
        basis=Basis((P,), (D,)),
        worker=record.cancellation_rearranged,
    ),
    Rule(
        code="action-owned-and-dated",
        block=Block.CONTENT,
        severity=Severity.BREACH,
        title="Actions owned and dated",
        expects="An action has an owner and a due date.",
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
        basis=Basis((G,)),
        worker=actions.action_completed,
        case=actions.action_completed,
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in CATALOGUE}
ORDER = attrgetter("opened_on", "anchor", "from_on")


def evaluate(
    stream: WorkerStream | CaseStream, book: RuleBook, since: date | None = None
) -> list[Expectation]:
    """What one stream's facts come to, in reporting order.

    From a window on: exactly what was opened on its first day or later, and the
    action-completed of every action supplied.
    """
    found: list[Expectation] = []
    if isinstance(stream, WorkerStream):
        view = WorkerView(stream, book, since)
        for rule in CATALOGUE:
            if rule.worker:
                found += sorted(rule.worker(view), key=ORDER)
    else:
        case = CaseView(stream, book, since)
        for rule in CATALOGUE:
            if rule.case:
                found += sorted(rule.case(case), key=ORDER)
    return found
