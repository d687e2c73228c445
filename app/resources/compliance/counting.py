"""Figures counted by the database: stretches due in a period, subjects in timescale on a day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Case, ColumnElement, and_, case, func

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.compliance.groups import Counts, Group, month_of
from app.resources.compliance.months import last_of, months, name_of
from app.resources.compliance.queries import GroupBy
from app.resources.compliance.scope import Scope
from app.resources.expectations import excusing, measures
from app.resources.expectations.excusing import Exempt
from app.resources.expectations.measures import stood_in_period, stood_when_due
from app.resources.expectations.state_sql import (
    excused_late,
    excused_unmet,
    is_open,
    unmet_state,
)
from app.vocabulary import Judgement, State

E = columns_of(ExpectationRow)


def due_in_period(uow: UnitOfWork, scope: Scope, first: date, last: date) -> Counts:
    """By group and state: stretches that stood on a due day in the period, judged as at the day.

    One without a due day counts in its own column when it stood in the period; by month it counts
    in each month in which it stood, so that a month says what it says when asked for alone.
    """
    day = scope.moment.as_at
    exempt = excusing.conditions(uow, day, scope.moment.seq)
    counts: Counts = {}
    judged = _judged(day, scope.warning_days, exempt)
    split = [*scope.columns(month_of(E.due_on)), judged.label("state")]
    for *group, state, rows in _count(uow, scope, split, stood_when_due(first, last, day)):
        counts.setdefault(tuple(group), Counter())[state] += rows
    for group, state, rows in _undated(uow, scope, exempt, first, last):
        counts.setdefault(group, Counter())[state] += rows
    return counts


def _undated(
    uow: UnitOfWork, scope: Scope, exempt: Exempt | None, first: date, last: date
) -> Iterator[tuple[Group, str, int]]:
    """Groups, states and numbers of what has no due day."""
    day = scope.moment.as_at
    stood = stood_in_period(first, last, day)
    state = _unjudged(day, exempt).label("state")
    if GroupBy.MONTH not in scope.groups:
        for *group, found, rows in _count(uow, scope, [*scope.columns(), state], stood):
            yield tuple(group), found, rows
        return
    split = [*scope.columns(E.from_on), E.ended_on, state]
    place = scope.groups.index(GroupBy.MONTH)
    every = [(month, last_of(month)) for month in months(first, last)]
    for *group, ended_on, found, rows in _count(uow, scope, split, stood):
        from_on = group[place]
        for begins, ends in every:
            if from_on <= ends and (ended_on is None or ended_on > min(begins, day)):
                yield (*group[:place], name_of(begins), *group[place + 1 :]), found, rows


def _judged(day: date, warning_days: int, exempt: Exempt | None) -> Case[str]:
    """The state for figures: what ended counts as overdue if it had breached before.

    Like one met late, it is excused where an exemption covered its due day.
    """
    was_excused = (
        [(and_(E.ended_on <= day, exempt.when_due), State.EXCUSED.value)] if exempt else []
    )
    return case(
        (and_(E.met_on <= day, E.in_time), State.MET.value),
        *excused_late(day, exempt),
        (E.met_on <= day, State.MET_LATE.value),
        *was_excused,
        (E.ended_on <= day, State.OVERDUE.value),
        *excused_unmet(exempt),
        *unmet_state(day, warning_days),
        else_=State.NOT_YET_DUE.value,
    )


def _unjudged(day: date, exempt: Exempt | None) -> Case[str]:
    excused = [(and_(is_open(day), exempt.on_the_day), State.EXCUSED.value)] if exempt else []
    return case(
        *excused,
        (E.judgement == Judgement.PAUSED.value, State.PAUSED.value),
        (E.judgement == Judgement.CANNOT_JUDGE.value, State.CANNOT_JUDGE.value),
        else_=State.NOT_YET_DUE.value,
    )


def _count(
    uow: UnitOfWork, scope: Scope, split: list[ColumnElement[Any]], stood: ColumnElement[bool]
) -> Sequence[Found]:
    """How many of the stretches that stood there are of each split, last in each row."""
    query = (
        owned(ExpectationRow, *split, func.count().label("rows"))
        .where(scope.moment.is_known, stood, *scope.conditions)
        .group_by(*split)
    )
    return uow.rows(query)


def in_timescale(uow: UnitOfWork, scope: Scope) -> Counts:
    """By group: subjects with a judged cadence open as at the day, and those with none overdue."""
    day = scope.moment.as_at
    exempt = excusing.conditions(uow, day, scope.moment.seq)
    state = case(
        *excused_unmet(exempt),
        *unmet_state(day, scope.warning_days),
        else_=State.NOT_YET_DUE.value,
    )
    split = scope.columns(month_of(E.due_on))
    unjudged = [State.PAUSED, State.CANNOT_JUDGE, *([State.EXCUSED] if exempt else [])]
    flags = {
        "overdue": func.max(case((state == State.OVERDUE.value, 1), else_=0)),
        "judged": func.max(case((state.in_([one.value for one in unjudged]), 0), else_=1)),
        **{one.value: func.max(case((state == one.value, 1), else_=0)) for one in unjudged},
    }
    query = (
        owned(ExpectationRow, *split, *(flag.label(name) for name, flag in flags.items()))
        .where(scope.moment.is_known, measures.in_timescale(day), *scope.conditions)
        .group_by(*split, E.subject_id)
    )
    counts: Counts = {}
    width = len(split)
    for row in uow.rows(query):
        found = dict(zip(flags, row[width:], strict=True))
        counted = counts.setdefault(tuple(row[:width]), Counter())
        counted["subjects"] += found["judged"]
        counted["overdue"] += found["overdue"]
        counted["in_timescale"] += found["judged"] and not found["overdue"]
        for one in unjudged:
            counted[one.value] += found[one.value] and not found["judged"]
    return counts
