"""Figures counted by the database: stretches due in a period, subjects in timescale on a day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Case, ColumnElement, String, and_, case, cast, func

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.compliance.schemas import GroupBy
from app.resources.expectations import excusing, measures
from app.resources.expectations.asking import Asked
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
MONTH_LENGTH = len("2026-11")

Group = tuple[Any, ...]
Counts = dict[Group, Counter[str]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which stretches are counted, and how they are split."""

    moment: Asked
    warning_days: int
    groups: tuple[GroupBy, ...]
    conditions: Sequence[ColumnElement[bool]]


def due_in_period(uow: UnitOfWork, scope: Scope, first: date, last: date) -> Counts:
    """By group and state: stretches that stood on a due day in the period, judged as at the day.

    One without a due day counts in its own column when it stood in the period.
    """
    day = scope.moment.as_at
    exempt = excusing.conditions(uow, day, scope.moment.seq)
    counts: Counts = {}
    month = func.substr(cast(E.due_on, String), 1, MONTH_LENGTH)
    _count(
        uow,
        scope,
        stood_when_due(first, last, day),
        _judged(day, scope.warning_days, exempt),
        month,
        counts,
    )
    stood_from = case((E.from_on < first, first), else_=E.from_on)
    month = func.substr(cast(stood_from, String), 1, MONTH_LENGTH)
    _count(uow, scope, stood_in_period(first, last, day), _unjudged(day, exempt), month, counts)
    return counts


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


def _count(  # noqa: PLR0913, PLR0917  # the parts of one query
    uow: UnitOfWork,
    scope: Scope,
    condition: ColumnElement[bool],
    state: Case[str],
    month: ColumnElement[str],
    counts: Counts,
) -> None:
    columns = [*_columns(scope.groups, month), state.label("state")]
    query = (
        owned(ExpectationRow, *columns, func.count().label("rows"))
        .where(scope.moment.is_known, condition, *scope.conditions)
        .group_by(*columns)
    )
    for *group, found, rows in uow.rows(query):
        counts.setdefault(tuple(group), Counter())[found] += rows


def in_timescale(uow: UnitOfWork, scope: Scope) -> Counts:
    """By group: subjects with a judged cadence open as at the day, and those with none overdue."""
    day = scope.moment.as_at
    exempt = excusing.conditions(uow, day, scope.moment.seq)
    state = case(
        *excused_unmet(exempt),
        *unmet_state(day, scope.warning_days),
        else_=State.NOT_YET_DUE.value,
    )
    columns = _columns(scope.groups, func.substr(cast(E.due_on, String), 1, MONTH_LENGTH))
    unjudged = [State.PAUSED, State.CANNOT_JUDGE, *([State.EXCUSED] if exempt else [])]
    flags = {
        "overdue": func.max(case((state == State.OVERDUE.value, 1), else_=0)),
        "judged": func.max(case((state.in_([one.value for one in unjudged]), 0), else_=1)),
        **{one.value: func.max(case((state == one.value, 1), else_=0)) for one in unjudged},
    }
    query = (
        owned(ExpectationRow, *columns, *(flag.label(name) for name, flag in flags.items()))
        .where(scope.moment.is_known, measures.in_timescale(day), *scope.conditions)
        .group_by(*columns, E.subject_id)
    )
    counts: Counts = {}
    width = len(columns)
    for row in uow.rows(query):
        found = dict(zip(flags, row[width:], strict=True))
        counted = counts.setdefault(tuple(row[:width]), Counter())
        counted["subjects"] += found["judged"]
        counted["overdue"] += found["overdue"]
        counted["in_timescale"] += found["judged"] and not found["overdue"]
        for one in unjudged:
            counted[one.value] += found[one.value] and not found["judged"]
    return counts


def _columns(groups: tuple[GroupBy, ...], month: ColumnElement[str]) -> list[ColumnElement[Any]]:
    known: dict[GroupBy, ColumnElement[Any]] = {
        GroupBy.RULE: E.rule,
        GroupBy.TEAM: E.team_id,
        GroupBy.SUPERVISOR: E.supervisor_id,
        GroupBy.WORKER: E.worker_id,
        GroupBy.PLAN_TYPE: E.plan_type,
        GroupBy.MONTH: month,
    }
    return [known[group] for group in groups]
