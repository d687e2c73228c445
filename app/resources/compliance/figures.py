"""Compliance figures by either measure, and the same month by month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance import rates
from app.resources.compliance.behind import Period, href, in_month
from app.resources.compliance.counting import due_in_period, in_timescale
from app.resources.compliance.frame import frame
from app.resources.compliance.groups import Counts, about, in_order
from app.resources.compliance.months import last_of, months, name_of
from app.resources.compliance.queries import ComplianceQuery, GroupBy, PeriodQuery, SeriesQuery
from app.resources.compliance.schemas import Compliance, DueInPeriod, InTimescale
from app.resources.compliance.scope import Scope, on_the, scope_of
from app.vocabulary import Measure


def figures(uow: UnitOfWork, query: ComplianceQuery) -> Compliance:
    """The figures asked for."""
    scope = scope_of(uow, query)
    if query.measure is Measure.IN_TIMESCALE:
        counts = _at_least_one(scope, in_timescale(uow, scope))
        return _answer(uow, query, scope, _of_a_day(uow, query, scope, counts), None)
    period = query.period(scope.moment.as_at)
    counts = _at_least_one(scope, due_in_period(uow, scope, *period))
    return _answer(uow, query, scope, _of_a_period(uow, query, scope, counts, period), period)


def series(uow: UnitOfWork, query: SeriesQuery) -> Compliance:
    """The figures of each month of the period, none left out of any group's.

    By `in_timescale` a month stands as at its last day, this month as at the day asked about.
    """
    scope = scope_of(uow, query)
    period = first, last = query.period(scope.moment.as_at)
    by_month = replace(scope, groups=(*scope.groups, GroupBy.MONTH))
    if query.measure is Measure.DUE_IN_PERIOD:
        counts = due_in_period(uow, by_month, first, last)
        _fill(counts, scope, [name_of(month) for month in months(first, last)])
        items = _of_a_period(uow, query, by_month, counts, period)
        return _answer(uow, query, scope, items, period)
    ends = _ends(first, min(last, scope.moment.as_at))
    counts = {
        (*group, month): counted
        for month, day in ends.items()
        for group, counted in in_timescale(uow, on_the(uow, day, scope)).items()
    }
    _fill(counts, scope, list(ends))
    return _answer(uow, query, scope, _of_a_day(uow, query, by_month, counts, ends), period)


def _at_least_one(scope: Scope, counts: Counts) -> Counts:
    """Without groups there is always one row: a team of whom nothing is expected has no rate."""
    return counts if scope.groups else {(): counts.get((), Counter())}


def _ends(first: date, last: date) -> dict[str, date]:
    """The day as at which each month stands, by its name."""
    every = months(first, last) if first <= last else []
    return {name_of(month): min(last_of(month), last) for month in every}


def _fill(counts: Counts, scope: Scope, every: list[str]) -> None:
    """Give each group that there is every month; without groups there is always one."""
    groups = {group[:-1] for group in counts} if scope.groups else {()}
    for group in groups:
        for month in every:
            counts.setdefault((*group, month), Counter())


def _of_a_day(
    uow: UnitOfWork,
    query: PeriodQuery,
    scope: Scope,
    counts: Counts,
    days: dict[str, date] | None = None,
) -> Iterator[InTimescale]:
    """Rows of who is within timescale; `days` says as at which day each month stands."""
    said = about(uow, scope.groups, counts)
    then = {month: on_the(uow, day, scope) for month, day in (days or {}).items()}
    for group in sorted(counts, key=in_order):
        of_day = then.get(group[-1], scope) if then else scope
        # By month the figures are of what is due in it; a series has them as at its end.
        month = None if days else said[group]["month"]
        first, last = in_month(month, (None, None))
        link = href(
            query,
            of_day.moment,
            said[group],
            due_from=first,
            due_to=last,
            measure=query.measure,
        )
        yield rates.on_the_day(of_day.policy, said[group], counts[group], link)


def _of_a_period(
    uow: UnitOfWork, query: PeriodQuery, scope: Scope, counts: Counts, period: Period
) -> Iterator[DueInPeriod]:
    """Rows of what was due, and what became of it."""
    said = about(uow, scope.groups, counts)
    for group in sorted(counts, key=in_order):
        first, last = in_month(said[group]["month"], period)
        link = href(
            query,
            scope.moment,
            said[group],
            due_from=first,
            due_to=last,
            measure=query.measure,
        )
        yield rates.in_the_period(scope.policy, said[group], counts[group], link)


def _answer(
    uow: UnitOfWork,
    query: PeriodQuery,
    scope: Scope,
    rows: Iterator[DueInPeriod] | Iterator[InTimescale],
    period: Period | None,
) -> Compliance:
    first, last = period or (None, None)
    day = scope.moment.as_at
    framed = frame(uow, scope, first or day, last or day, list(rows))
    return Compliance(measure=query.measure, from_=first, to=last, **framed)
