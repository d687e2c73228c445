"""Feedback: time for it, in both directions, asked for, and a low score answered."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from app.rules.content import Finding
from app.rules.deadline import Course, Due, deadline, stretches
from app.rules.expectation import Expectation, Step, written
from app.rules.facts import Feedback, Session
from app.rules.parameters import RulePolicy
from app.rules.showing import NOT_SENT, of_sessions
from app.rules.view import Placed, held
from app.rules.worker_view import WorkerView, opened_by
from app.vocabulary import Direction

FEEDBACK_TIME = "feedback-time"
FEEDBACK_TWO_WAY = "feedback-two-way"
FEEDBACK_SOUGHT = "feedback-sought"
LOW_SCORE_FOLLOWED_UP = "low-score-followed-up"
FROM_SUPERVISEE = Direction.SUPERVISEE_TO_SUPERVISOR


def feedback_time(view: WorkerView) -> Iterator[Expectation]:
    """Enough minutes spent on two-way feedback."""
    return of_sessions(view, FEEDBACK_TIME, _time_for_feedback)


def feedback_two_way(view: WorkerView) -> Iterator[Expectation]:
    """Feedback recorded in both directions; declining is no feedback."""

    def both_ways(session: Session, _: RulePolicy) -> Finding:
        given = {f.direction for f in _feedback(session, view) if not f.declined}
        step: Step = {"code": "feedback_directions", "given": sorted(given)}
        if not _listed(session):
            return None, NOT_SENT, step
        return len(given) == len(Direction), None, step

    return of_sessions(view, FEEDBACK_TWO_WAY, both_ways)


def feedback_sought(view: WorkerView) -> Iterator[Expectation]:
    """A feedback record from the supervisee within days; having declined counts as asked."""
    for each in view.opening:
        session, day = each.session, each.day
        policy = view.parameters(FEEDBACK_SOUGHT, day)
        if policy is None:
            continue
        parameters, version = policy
        given = [(max(f.given_on, day), f.id) for f in _from_supervisee(session, view)]
        sought = min(given, default=(None, None))
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


def low_score_followed_up(view: WorkerView) -> Iterator[Expectation]:
    """A supervisee's low score is answered by an action agreed in the next personal session."""
    # By the first of several: they come in no order that lasts.
    last_first = sorted(view.actions, key=attrgetter("id"), reverse=True)
    answered = {action.agreed_in: action.id for action in last_first}
    for each in held(view.sessions):
        policy = view.parameters(LOW_SCORE_FOLLOWED_UP, each.day)
        if policy is None or not view.opens(each.day):
            continue
        for feedback in _from_supervisee(each.session, view):
            day = max(feedback.given_on, each.day)
            if feedback.score and feedback.score <= (policy[0].threshold or 0):
                later = (s for s in view.served if s.place > each.place and s.day >= day)
                next_one = next(later, None)
                answer = answered.get(next_one.session.id) if next_one else None
                course = Course(
                    policy_version=policy[1],
                    met_on=next_one.day if next_one and answer else None,
                    met_by=answer,
                    left_on=view.left_on(each.day),
                )
                fact = opened_by(LOW_SCORE_FOLLOWED_UP, each)._replace(anchor=str(feedback.id))
                yield from stretches(view, fact, _dues(view, day, next_one, feedback), course)


def _dues(view: WorkerView, day: date, next_one: Placed | None, feedback: Feedback) -> list[Due]:
    """Not due until the next session is held; then on its day."""
    score: Step = {"code": "low_score", "score": feedback.score, "on": written(day)}
    waiting = Due(day, None, view.book.calendar_on(day).version, (score,))
    if next_one is None:
        return [waiting]
    held: Step = {
        "code": "next_session",
        "id": next_one.anchor,
        "on": written(next_one.day),
        "due_on": written(next_one.day),
    }
    calendar_version = view.book.calendar_on(next_one.day).version
    return [waiting, Due(next_one.day, next_one.day, calendar_version, (score, held))]


def _time_for_feedback(session: Session, parameters: RulePolicy) -> Finding:
    minutes, least = session.feedback_minutes, parameters.threshold or 0
    step: Step = {"code": "feedback_minutes", "minutes": minutes, "threshold": least}
    if minutes is None:
        return None, NOT_SENT, step
    return minutes >= least, None, step


def _from_supervisee(session: Session, view: WorkerView) -> list[Feedback]:
    return [
        f
        for f in session.feedback
        if f.direction is FROM_SUPERVISEE and f.worker_id == view.subject_id
    ]


def _feedback(session: Session, view: WorkerView) -> list[Feedback]:
    """The feedback about this supervisee's supervision."""
    return [f for f in session.feedback if f.worker_id == view.subject_id]


def _listed(session: Session) -> bool:
    return session.feedback_listed or bool(session.feedback)
