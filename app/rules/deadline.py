"""Building block: one thing follows one fact, by a day that nothing pauses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import Calendar, CountFrom, Roll, Unit, days
from app.rules.expectation import Expectation, Step, placed, written
from app.rules.parameters import RulePolicy
from app.rules.stretch import Fact, Stretch
from app.rules.view import View
from app.vocabulary import EndReason, Judgement

# Looked up once: an enum's member is dear where thousands are compared a second.
CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY
NO_ROLL, DAY_AFTER, JUDGED = Roll.NONE, CountFrom.DAY_AFTER, Judgement.JUDGED


class Due(NamedTuple):
    """A due day and the day from which it is the one; None: nothing is due yet."""

    from_on: date
    due_on: date | None
    calendar_version: int
    steps: tuple[Step, ...]
    due_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Course:
    """What came of a deadline: `unknown` says why that cannot be judged.

    `left_on` is the first day outside the duty it hangs on, `closed_on` that on which its subject
    is no more; `superseded` says whether the stream's next session closes what is a breach by then.
    """

    policy_version: int
    grace: int = 0
    met_on: date | None = None
    met_by: UUID | None = None
    dropped_on: date | None = None
    left_on: date | None = None
    closed_on: date | None = None
    superseded: bool = False
    unknown: str | None = None
    met_at: datetime | None = None


def deadline(  # noqa: PLR0913  # a fact, its sum, and what came of it
    view: View,
    fact: Fact,
    counted_from: date,
    parameters: RulePolicy,
    course: Course,
    *,
    since: date | None = None,
    interval: int | None = None,
) -> Iterable[Expectation]:
    """The stretches of what is due so long after a fact; calendar versions may move it.

    It stands from the fact's day on, or from a later one: `since`. `interval` is one of its own.
    """
    if course.unknown:
        return _unknown(view, fact, course, since or fact.opened_on)
    length = interval or parameters.interval or 0
    dues = _dues(view, since or fact.opened_on, counted_from, parameters, length)
    return stretches(view, fact, dues, course)


def stretches(view: View, fact: Fact, dues: list[Due], course: Course) -> Iterable[Expectation]:
    """One stretch for each due day in turn, until it is met or ends."""
    if _is_met_first(dues, course):
        return (_met(view, fact, dues[0], course),)
    return _in_turn(view, fact, dues, course)


def _in_turn(view: View, fact: Fact, dues: list[Due], course: Course) -> Iterator[Expectation]:
    for index, due in enumerate(dues):
        changed_on = dues[index + 1].from_on if index + 1 < len(dues) else None
        stretch = Stretch(
            from_on=due.from_on,
            due_on=due.due_on,
            due_at=due.due_at,
            breach_on=due.due_on + days(1 + course.grace) if due.due_on else None,
            policy_version=course.policy_version,
            calendar_version=due.calendar_version,
            trace=due.steps,
        )
        goes_on = _settle(stretch, _ends(view, stretch, course, changed_on), course)
        if stretch.ended_on is None or stretch.ended_on > stretch.from_on:
            yield view.row(fact, stretch)
        if not goes_on:
            return


def _is_met_first(dues: list[Due], course: Course) -> bool:
    """Whether it was met in time before anything else could happen to it, as most are."""
    met_on, due_on = course.met_on, dues[0].due_on
    return (
        met_on is not None
        and due_on is not None
        and met_on <= due_on
        and (len(dues) == 1 or met_on < dues[1].from_on)
        and (course.left_on is None or met_on < course.left_on)
        and (course.closed_on is None or met_on < course.closed_on)
    )


def _met(view: View, fact: Fact, due: Due, course: Course) -> Expectation:
    """The one stretch of what was met in time, without the steps between: a third of the work."""
    due_on, due_at, met_at = due.due_on, due.due_at, course.met_at
    return placed(
        (
            fact.rule,
            view.subject_type,
            view.subject_id,
            fact.anchor,
            fact.opened_on,
            due.from_on,
            None,  # ended_on
            None,  # end_reason
            due_on,
            due_at,
            due_on + days(1 + course.grace) if due_on else None,
            course.met_on,
            course.met_by,
            met_at <= due_at if due_at and met_at else True,
            JUDGED,
            None,  # reason
            fact.record_type,
            fact.record_id,
            *view.carried(fact, due_on),
            course.policy_version,
            due.calendar_version,
            due.steps,
            (),  # near_misses
        )
    )


def _settle(stretch: Stretch, end: tuple[date, EndReason] | None, course: Course) -> bool:
    """Meet or end the stretch, whichever comes first; says whether another follows it."""
    met_on = course.met_on
    if met_on and (end is None or met_on < end[0]):
        stretch.meet(met_on, course.met_by, course.met_at)
        return False
    if end is None:
        return False
    day, reason = end
    if reason is EndReason.SUPERSEDED and met_on == day:
        stretch.meet(met_on, course.met_by)
        return False
    stretch.end(day, reason)
    if reason is EndReason.SUPERSEDED and met_on and not _is_left_by(met_on, course):
        stretch.meet(met_on, course.met_by)
    return reason is EndReason.CHANGED


def _is_left_by(day: date, course: Course) -> bool:
    """Whether the duty is over by then, so that what is done meets nothing any more."""
    return course.left_on is not None and course.left_on <= day


def _ends(
    view: View, stretch: Stretch, course: Course, changed_on: date | None
) -> tuple[date, EndReason] | None:
    """What ends the stretch first, if nothing meets it; a change comes last on its day."""
    superseded_on = _superseded_on(view, stretch, course)
    if not (course.left_on or course.closed_on or course.dropped_on or superseded_on or changed_on):
        return None
    return _first(
        (course.left_on, EndReason.LEFT),
        (course.closed_on, EndReason.CLOSED),
        (course.dropped_on, EndReason.DROPPED),
        (superseded_on, EndReason.SUPERSEDED),
        (changed_on, EndReason.CHANGED),
    )


def _first(*ends: tuple[date | None, EndReason]) -> tuple[date, EndReason] | None:
    known = [(day, reason) for day, reason in ends if day]
    return min(known, key=itemgetter(0), default=None)


def _superseded_on(view: View, stretch: Stretch, course: Course) -> date | None:
    if not course.superseded or stretch.breach_on is None:
        return None
    return view.next_served(max(stretch.breach_on, stretch.from_on))


def _dues(
    view: View, from_on: date, counted_from: date, parameters: RulePolicy, interval: int
) -> list[Due]:
    """The due day under the calendar of the first day and under every later one that moves it."""
    calendar = view.book.calendar_on(from_on)
    dues = [_due(from_on, counted_from, parameters, interval, calendar)]
    moves = parameters.unit is WORKING_DAY or parameters.roll is not NO_ROLL
    if moves and calendar is not view.book.calendars[-1]:
        for later in view.book.calendars_after(from_on):
            due = _due(later.applies_from, counted_from, parameters, interval, later)
            if due.due_on != dues[-1].due_on:
                dues.append(due)
    return dues


def _due(
    from_on: date, counted_from: date, parameters: RulePolicy, interval: int, calendar: Calendar
) -> Due:
    unit, count_from = parameters.unit or CALENDAR_DAY, parameters.count_from or DAY_AFTER
    due_on = calendar.add(counted_from, interval, unit, count_from)
    if parameters.roll is not NO_ROLL:
        due_on = calendar.roll(due_on, parameters.roll or NO_ROLL)
    step: Step = {
        "code": "interval",
        "from_on": written(counted_from),
        "n": interval,
        "unit": str(unit),
        "count_from": str(count_from),
        "due_on": written(due_on),
    }
    return Due(from_on, due_on, calendar.version, (step,))


def _unknown(view: View, fact: Fact, course: Course, from_on: date) -> Iterator[Expectation]:
    stretch = Stretch(
        from_on=from_on,
        judgement=Judgement.CANNOT_JUDGE,
        reason=course.unknown,
        policy_version=course.policy_version,
        calendar_version=view.calendar_version(from_on),
        trace=({"code": "cannot_judge", "reason": course.unknown},),
    )
    superseded_on = view.next_served(from_on) if course.superseded else None
    end = _first(
        (course.left_on, EndReason.LEFT),
        (course.closed_on, EndReason.CLOSED),
        (superseded_on, EndReason.SUPERSEDED),
    )
    if end:
        stretch.end(*end)
    if end is None or from_on < end[0]:
        yield view.row(fact, stretch)
