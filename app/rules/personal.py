"""What each held personal session must show."""

from collections.abc import Iterator

from app.rules.content import Finding
from app.rules.expectation import Expectation, Step
from app.rules.facts import Session
from app.rules.parameters import RulePolicy
from app.rules.showing import of_sessions, yes_or_no
from app.rules.worker_view import WorkerView

PERSONAL_DURATION = "personal-duration"
CHECK_IN = "check-in"
APPRECIATION_RECORDED = "appreciation-recorded"
MINUTES_NOT_KNOWN = "minutes_not_known"


def personal_duration(view: WorkerView) -> Iterator[Expectation]:
    """Long enough, interruptions taken off."""
    return of_sessions(view, PERSONAL_DURATION, _long_enough)


def check_in(view: WorkerView) -> Iterator[Expectation]:
    """Opened with a check-in."""
    return of_sessions(view, CHECK_IN, lambda session, _: yes_or_no("check_in", session.check_in))


def appreciation_recorded(view: WorkerView) -> Iterator[Expectation]:
    """Strengths noticed, in words."""
    return of_sessions(
        view,
        APPRECIATION_RECORDED,
        lambda session, _: yes_or_no("appreciated", session.appreciated),
    )


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
