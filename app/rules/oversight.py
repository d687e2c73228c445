"""Oversight notes: on the record in time, and by somebody who does not hold the case."""

from collections.abc import Iterator
from datetime import date
from math import ceil
from zoneinfo import ZoneInfo

from app.rules.calendar import DAY, Calendar, Roll, Unit, add_hours
from app.rules.case_view import CaseView
from app.rules.content import content
from app.rules.deadline import Course, Due, deadline, stretches
from app.rules.expectation import Expectation, Step, written
from app.rules.facts import Note
from app.rules.parameters import RulePolicy
from app.rules.stretch import Fact

OVERSIGHT_RECORDED = "oversight-recorded"
OVERSIGHT_INDEPENDENT = "oversight-independent"
RECORDED_AT_NOT_SENT = "recorded_at_not_sent"
ALLOCATION_NOT_SENT = "allocation_not_sent"
HOURS_A_DAY = 24


def oversight_recorded(view: CaseView) -> Iterator[Expectation]:
    """Each note is on the record soon after the decision, counted in hours unless told."""
    for note in view.notes:
        day = note.decided_on
        policy = view.parameters(OVERSIGHT_RECORDED, day)
        if policy is None or not view.opens(day):
            continue
        parameters = policy[0]
        course = Course(
            policy_version=policy[1],
            grace=parameters.grace or 0,
            met_on=max(note.recorded_on, day) if note.recorded_on else None,
            met_at=note.recorded_at,
            met_by=note.id,
            unknown=None if note.recorded_on else RECORDED_AT_NOT_SENT,
        )
        fact = noted(OVERSIGHT_RECORDED, note)
        if course.unknown or parameters.unit is not Unit.HOUR:
            yield from deadline(view, fact, day, parameters, course)
        else:
            yield from stretches(view, fact, _dues(view, note, parameters), course)


def oversight_independent(view: CaseView) -> Iterator[Expectation]:
    """Whoever oversees a case does not hold it that day."""
    for note in view.notes:
        day = note.decided_on
        policy = view.parameters(OVERSIGHT_INDEPENDENT, day)
        if policy is None or not view.opens(day):
            continue
        holds = any(
            one.worker_id == note.author_id and view.holds(one, day) for one in view.allocations
        )
        known = bool(view.allocations)
        found = (
            not holds if known else None,
            None if known else ALLOCATION_NOT_SENT,
            {"code": "holds_the_case", "holds": holds if known else None},
        )
        yield content(view, noted(OVERSIGHT_INDEPENDENT, note), found, note.id, policy[1])


def noted(rule: str, note: Note) -> Fact:
    """What an oversight note opens about itself."""
    return Fact(rule, str(note.id), note.decided_on, "oversight_note", note.id)


def _dues(view: CaseView, note: Note, parameters: RulePolicy) -> list[Due]:
    """Due by the hour, and so on the civil day of that hour; a new calendar may only roll it."""
    calendar = view.book.calendar_on(note.decided_on)
    day = _day_of_the_hour(note, parameters.interval or 0, calendar)
    dues = [_due(note, note.decided_on, parameters, calendar, day)]
    if parameters.roll is not Roll.NONE:
        for later in view.book.calendars_after(note.decided_on):
            due = _due(note, later.applies_from, parameters, later, day)
            if due.due_on != dues[-1].due_on:
                dues.append(due)
    return dues


def _due(
    note: Note, from_on: date, parameters: RulePolicy, calendar: Calendar, counted: date
) -> Due:
    hours = parameters.interval or 0
    at = add_hours(note.decided_at, hours) if note.decided_at else None
    due_on = calendar.roll(counted, parameters.roll or Roll.NONE)
    due_at = at if due_on == counted else None
    step: Step = {
        "code": "hours",
        "from": note.decided_at.isoformat() if note.decided_at else None,
        "from_on": written(note.decided_on),
        "n": hours,
        "due_at": due_at.isoformat() if due_at else None,
        "due_on": written(due_on),
    }
    return Due(from_on, due_on, calendar.version, (step,), due_at)


def _day_of_the_hour(note: Note, hours: int, calendar: Calendar) -> date:
    """The civil day on which the hours end; without a time they begin when their day ends."""
    if note.decided_at is None:
        return note.decided_on + DAY * ceil(hours / HOURS_A_DAY)
    return add_hours(note.decided_at, hours).astimezone(ZoneInfo(calendar.time_zone)).date()
