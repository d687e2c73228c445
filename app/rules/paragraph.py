"""An expectation as at a day in one plain paragraph, which can go into an e-mail as it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.rules.calendar import DAY
from app.rules.catalogue import RULES, Basis
from app.rules.expectation import Expectation, Step
from app.rules.state import Excused, days_late, state_on
from app.rules.telling import line, near_miss
from app.rules.wording import clears_when, expected_of
from app.rules.words import PLANS, counted, reason, words
from app.vocabulary import EndReason, Judgement, State, SubjectType

SETTLED = (State.MET, State.MET_LATE, State.ENDED)
UNNAMED = "without a reference"
SHIPPED = "the standard policy that came with this service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the paragraph may say besides the stretch itself: the senders' references, no names.

    `near_misses` are those up to the day; `time_zone` is the one in which hours are told.
    """

    subject: str | None = None
    record: str | None = None
    worker: str | None = None
    supervisor: str | None = None
    met_by: str | None = None
    near_misses: tuple[Step, ...] = ()
    earlier: tuple[Expectation, ...] = ()
    warning_days: int = 7
    exemptions: tuple[Excused, ...] = ()
    time_zone: str | None = None


def paragraph(stretch: Expectation, day: date, told: Told) -> str:
    """The whole of it; nothing that happened after the day is in it."""
    state = state_on(stretch, day, told.warning_days, told.exemptions) or State.ENDED
    seen = seen_on(stretch, day)
    said = [
        _about(seen, told),
        f"{expected_of(seen)}.",
        *_worked_out(seen, told),
        *_before(told.earlier),
        _stands(state, seen, day, told),
        *map(near_miss, told.near_misses),
    ]
    clears = clears_when(seen)
    if clears and state not in SETTLED:
        said.append(f"It is settled when {clears}.")
    return " ".join([*said, based_on(RULES[stretch.rule].basis), _versions(seen)])


def seen_on(stretch: Expectation, day: date) -> Expectation:
    """The stretch as it stood on a day: without what met or ended it later."""
    if stretch.met_on and stretch.met_on > day:
        stretch = stretch._replace(met_on=None, met_by=None, in_time=None)
    if stretch.ended_on and stretch.ended_on > day:
        stretch = stretch._replace(ended_on=None, end_reason=None)
    return stretch


def based_on(basis: Basis) -> str:
    """Where the duty and its number come from, in a sentence."""
    duty, number = (", and from ".join(sources) for sources in (basis.duty, basis.number))
    if duty == number:
        return f"The expectation and its number come from {duty}."
    return f"The expectation comes from {duty}." + (
        f" Its number comes from {number}." if number else ""
    )


def _about(stretch: Expectation, told: Told) -> str:
    """Whose it is and which record it is about."""
    subject, record = told.subject or UNNAMED, told.record or UNNAMED
    title = RULES[stretch.rule].title
    about = f"“{title}” for {stretch.subject_type.value} {subject}"
    if stretch.plan_type:
        about += f" ({PLANS.get(stretch.plan_type, stretch.plan_type)})"
    if stretch.record_type == "discussion":
        about += f", discussed in session {record}"
    elif stretch.record_type and stretch.subject_type is not SubjectType.AGREEMENT:
        about += f", {stretch.record_type.replace('_', ' ')} {record}"
    return f"This is about {about}{_carried(stretch, told)}."


def _carried(stretch: Expectation, told: Told) -> str:
    worker = told.worker if stretch.subject_type is not SubjectType.WORKER else None
    with_worker = f"; the worker is {worker}" if worker else ""
    if told.supervisor is None:
        return with_worker
    join = " and" if with_worker else ";"
    return f"{with_worker}{join} the supervisor is {told.supervisor}"


def _worked_out(stretch: Expectation, told: Told) -> Iterator[str]:
    """The trace in words; why it cannot be judged is said where it is told how it stands."""
    for step in stretch.trace:
        if step["code"] != "cannot_judge":
            yield line(step, told.time_zone)


def _before(earlier: Iterable[Expectation]) -> Iterator[str]:
    """On which days it was overdue before what is expected changed."""
    for stretch in earlier:
        until = min(day for day in (stretch.met_on, stretch.ended_on, date.max) if day)
        since = max(stretch.breach_on or date.max, stretch.from_on)
        if since < until:
            last = until - DAY
            days = f"from {words(since)} to {words(last)}" if since < last else f"on {words(last)}"
            yield f"Under what was expected before, it was overdue {days}."


def _stands(state: State, stretch: Expectation, day: date, told: Told) -> str:
    as_at = f"As at {words(day)} "
    return as_at + STANDS[state](stretch, day, told) + "."


def _met(stretch: Expectation, _: date, told: Told) -> str:
    if _is_content(stretch):
        return "this is met: the record shows it"
    return f"this is met: {_when(stretch)}{_by(told)}, in time"


def _met_late(stretch: Expectation, day: date, told: Told) -> str:
    return f"this is met late: {_when(stretch)}{_by(told)}, {_late(stretch, day)}"


def _excused(stretch: Expectation, day: date, told: Told) -> str:
    if stretch.met_on:
        return (
            f"this is excused by an exemption: {_when(stretch)}{_by(told)}, {_late(stretch, day)}"
        )
    until = max((one.expires_on for one in told.exemptions if one.from_on <= day), default=None)
    return "this is excused by an exemption" + (f" up to {words(until)}" if until else "")


def _ended(stretch: Expectation, _: date, told: Told) -> str:
    breach_on, ended_on = stretch.breach_on, stretch.ended_on or stretch.from_on
    why = ENDS.get((stretch.end_reason, stretch.subject_type)) or ENDS[stretch.end_reason, None]
    how = "unjudged" if stretch.judgement is Judgement.CANNOT_JUDGE else "unmet"
    ended = f"this is no longer open: it ended {how} on {words(ended_on)}, because {why}"
    if breach_on is None or breach_on >= ended_on:
        return ended
    return f"{ended}. It had been overdue since {words(breach_on)}"


def _overdue(stretch: Expectation, day: date, told: Told) -> str:
    late = days_late(stretch, day) or 0
    if _is_content(stretch):
        return f"this is still not met, {counted(late, 'day')} on" if late else "this is not met"
    since = f"this has been overdue since {words(stretch.breach_on or day)}"
    return f"{since}: it is {counted(late, 'day')} past the due day{_grace(stretch)}"


def _paused(stretch: Expectation, _: date, told: Told) -> str:
    return f"the clock stands still: {reason(stretch.reason)}"


def _cannot_judge(stretch: Expectation, _: date, told: Told) -> str:
    return f"this cannot be judged, because {reason(stretch.reason)}"


def _in_grace(stretch: Expectation, day: date, told: Told) -> str:
    last = (stretch.breach_on or day) - DAY
    return f"the due day has passed, and the policy allows until {words(last)}"


def _due(stretch: Expectation, day: date, told: Told) -> str:
    if stretch.due_on is None:
        return "this is not due yet: no day is known for it"
    return f"this is due in {counted((stretch.due_on - day).days, 'day')}"


def _due_today(stretch: Expectation, day: date, told: Told) -> str:
    return "this is due today"


def _is_content(stretch: Expectation) -> bool:
    """Whether it is due on its record's own day, and was nothing else from then on."""
    return stretch.due_on is not None and stretch.due_on == stretch.breach_on


def _when(stretch: Expectation) -> str:
    return f"it was done on {words(stretch.met_on)}" if stretch.met_on else ""


def _by(told: Told) -> str:
    return f" ({told.met_by})" if told.met_by else ""


def _late(stretch: Expectation, day: date) -> str:
    """How late; what was due by the hour may be late by less than a day."""
    late = days_late(stretch, day)
    return f"{counted(late, 'day')} late" if late else "late by less than a day"


def _grace(stretch: Expectation) -> str:
    if not stretch.due_on or not stretch.breach_on:
        return ""
    days = (stretch.breach_on - stretch.due_on).days - 1
    return f", of which the policy allows {days}" if days else ""


def _versions(stretch: Expectation) -> str:
    policy = f"policy version {stretch.policy_version}" if stretch.policy_version else SHIPPED
    return f"It was judged by {policy} and by calendar version {stretch.calendar_version}."


ENDS: Mapping[tuple[EndReason | None, SubjectType | None], str] = {
    (EndReason.LEFT, None): "the worker's post ended",
    (EndReason.LEFT, SubjectType.CASE): "the worker no longer held the case",
    (EndReason.CLOSED, None): "the case's last plan ended or it was closed",
    (EndReason.CLOSED, SubjectType.AGREEMENT): "the agreement ended",
    (EndReason.DROPPED, None): "the action was no longer needed",
    (EndReason.SUPERSEDED, None): "the next session took its place",
    (EndReason.CHANGED, None): "what is expected was changed",
    (None, None): "it is no longer expected",
}

STANDS: Mapping[State, Callable[[Expectation, date, Told], str]] = {
    State.MET: _met,
    State.MET_LATE: _met_late,
    State.EXCUSED: _excused,
    State.ENDED: _ended,
    State.OVERDUE: _overdue,
    State.PAUSED: _paused,
    State.CANNOT_JUDGE: _cannot_judge,
    State.IN_GRACE: _in_grace,
    State.DUE_TODAY: _due_today,
    State.DUE_SOON: _due,
    State.NOT_YET_DUE: _due,
}
