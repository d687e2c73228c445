"""What each held personal session must show, and the feedback it must seek."""

from collections.abc import Callable, Iterator

from app.rules.content import Shown, content
from app.rules.deadline import Course, deadline
from app.rules.expectation import Expectation, Step
from app.rules.facts import Feedback, Session
from app.rules.parameters import RulePolicy
from app.rules.stretch import Fact
from app.rules.view import Placed, View, WorkerView
from app.vocabulary import Direction

PERSONAL_DURATION = "personal-duration"
CHECK_IN = "check-in"
FEEDBACK_TIME = "feedback-time"
FEEDBACK_TWO_WAY = "feedback-two-way"
FEEDBACK_SOUGHT = "feedback-sought"
MINUTES_NOT_KNOWN = "minutes_not_known"
NOT_SENT = "not_sent"

Finding = tuple[bool | None, str | None, Step]
"""Whether a session shows what it must, why that cannot be judged, and the step that says so."""


def personal_duration(view: WorkerView) -> Iterator[Expectation]:
    """Long enough, interruptions taken off."""
    return _each(view, PERSONAL_DURATION, _long_enough)


def check_in(view: WorkerView) -> Iterator[Expectation]:
    """Opened with a check-in."""
    return _each(view, CHECK_IN, _checked_in)


def feedback_time(view: WorkerView) -> Iterator[Expectation]:
    """Enough minutes spent on two-way feedback."""
    return _each(view, FEEDBACK_TIME, _time_for_feedback)


def feedback_two_way(view: WorkerView) -> Iterator[Expectation]:
    """Feedback recorded in both directions; declining is no feedback."""

    def both_ways(session: Session, parameters: RulePolicy) -> Finding:
        given = {f.direction for f in _feedback(session, view) if not f.declined}
        step: Step = {"code": "feedback_directions", "given": sorted(given)}
        if not _listed(session):
            return None, NOT_SENT, step
        return len(given) == len(Direction), None, step

    return _each(view, FEEDBACK_TWO_WAY, both_ways)


def feedback_sought(view: WorkerView) -> Iterator[Expectation]:
    """A feedback record from the supervisee within days; having declined counts as asked."""
    for each in view.opening:
        session, day = each.session, each.day
        policy = view.parameters(FEEDBACK_SOUGHT, day)
        if policy is None:
            continue
        parameters, version = policy
        sought = min(
            (
                (max(f.given_on, day), f.id)
                for f in _feedback(session, view)
                if f.direction is Direction.SUPERVISEE_TO_SUPERVISOR
            ),
            default=(None, None),
        )
        course = Course(
            policy_version=version,
            grace=parameters.grace or 0,
            met_on=sought[0],
            met_by=sought[1],
            left_on=view.left_on(day),
            superseded=True,
            unknown=None if _listed(session) else NOT_SENT,
        )
        yield from deadline(view, opened_by(FEEDBACK_SOUGHT, each), day, parameters, course)


def opened_by(rule: str, each: Placed) -> Fact:
    """What a session opens about itself."""
    id = each.session.id
    return Fact(rule, each.anchor, each.day, "session", id, origin=id)


def _each(
    view: View, rule: str, find: Callable[[Session, RulePolicy], Finding]
) -> Iterator[Expectation]:
    """One row for each held personal session of the window."""
    for each in view.opening:
        policy = view.parameters(rule, each.day)
        if policy is None:
            continue
        met, reason, step = find(each.session, policy[0])
        shown = Shown(
            met=met, by=each.session.id, policy_version=policy[1], reason=reason, trace=(step,)
        )
        yield content(view, opened_by(rule, each), shown)


def _long_enough(session: Session, parameters: RulePolicy) -> Finding:
    minutes, interrupted = session.minutes, session.interrupted_minutes or 0
    least = parameters.threshold or 0
    step: Step = {
        "code": "duration",
        "minutes": minutes,
        "interrupted_minutes": interrupted,
        "threshold": least,
    }
    if minutes is None:
        return None, MINUTES_NOT_KNOWN, step
    return minutes - interrupted >= least, None, step


def _checked_in(session: Session, parameters: RulePolicy) -> Finding:
    step: Step = {"code": "check_in", "held": session.check_in}
    return session.check_in, None if session.check_in is not None else NOT_SENT, step


def _time_for_feedback(session: Session, parameters: RulePolicy) -> Finding:
    minutes, least = session.feedback_minutes, parameters.threshold or 0
    step: Step = {"code": "feedback_minutes", "minutes": minutes, "threshold": least}
    if minutes is None:
        return None, NOT_SENT, step
    return minutes >= least, None, step


def _feedback(session: Session, view: View) -> Iterator[Feedback]:
    """The feedback about this supervisee's supervision."""
    return (f for f in session.feedback if f.worker_id == view.subject_id)


def _listed(session: Session) -> bool:
    return session.feedback_listed or bool(session.feedback)
