"""Compliance figures: counted, rated, coloured, and led back to the rows behind them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.counting import Group, Scope, due_in_period, in_timescale
from app.resources.compliance.schemas import (
    Compliance,
    ComplianceQuery,
    DueInPeriod,
    GroupBy,
    InTimescale,
)
from app.resources.expectations.asking import Asked, asked
from app.resources.expectations.narrowing import carried_by
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rulebook import policy_for, restated_versions, rulebook
from app.resources.records.filters import equal
from app.resources.records.pointers import names
from app.rules.policy import Policy
from app.vocabulary import Measure, State

E = columns_of(ExpectationRow)
POINTING = {
    GroupBy.TEAM: "team",
    GroupBy.SUPERVISOR: "supervisor",
    GroupBy.WORKER: "worker",
}
PLAIN = {GroupBy.RULE: "rule", GroupBy.PLAN_TYPE: "plan_type", GroupBy.MONTH: "month"}
EVERY_FIELD = (
    *PLAIN.values(),
    *(f"{name}_{tail}" for name in POINTING.values() for tail in ("id", "ref")),
)
YEAR = timedelta(days=364)


def figures(uow: UnitOfWork, query: ComplianceQuery) -> Compliance:
    """The figures asked for."""
    moment = asked(uow, query.as_at, query.known_at)
    book = rulebook(uow)
    policy = policy_for(uow, moment.as_at, moment.known_at)
    scope = Scope(moment, policy.warning_days, query.groups, list(_conditions(query)))
    first = last = None
    if query.measure is Measure.DUE_IN_PERIOD:
        last = query.to or moment.as_at
        first = query.from_ or last - YEAR
        counts = due_in_period(uow, scope, first, last)
    else:
        counts = in_timescale(uow, scope)
    known = names(uow, list(_ids(query.groups, counts)))
    items = [
        _item(query, moment, policy, known, group, counted, (first, last))
        for group, counted in sorted(counts.items(), key=lambda item: _order(item[0]))
    ]
    span = (first or moment.as_at, min(last or moment.as_at, moment.as_at))
    changes = [day for day in book.changes_after(span[0]) if day <= span[1]]
    versions = {book.policy_on(day).version for day in (*span, *changes)}
    restated = restated_versions(uow, span[1], moment.known_at)
    return Compliance(
        as_at=moment.as_at,
        known_at=moment.known_at,
        measure=query.measure,
        from_=first,
        to=last,
        policy_versions=sorted(versions),
        restated_policy_versions=[version for version in restated if version in versions],
        reevaluating=reevaluating(uow, moment),
        items=items,
    )


def _conditions(query: ComplianceQuery) -> Iterator[ColumnElement[bool]]:
    yield from equal((E.rule, query.rule))
    yield from carried_by(worker=query.worker, supervisor=query.supervisor, team=query.team)


def _ids(groups: tuple[GroupBy, ...], counts: dict[Group, Any]) -> Iterator[UUID]:
    for place, group in enumerate(groups):
        if group in POINTING:
            yield from {key[place] for key in counts if key[place] is not None}


def _order(group: Group) -> list[tuple[bool, str]]:
    return [(value is None, str(value)) for value in group]


def _item(  # noqa: PLR0913, PLR0917  # what one row is made of
    query: ComplianceQuery,
    moment: Asked,
    policy: Policy,
    known: dict[str, str | None],
    group: Group,
    counted: Counter[str],
    span: tuple[date | None, date | None],
) -> DueInPeriod | InTimescale:
    about: dict[str, Any] = dict.fromkeys(EVERY_FIELD)
    for kind, value in zip(query.groups, group, strict=True):
        if kind in POINTING:
            about[f"{POINTING[kind]}_id"] = value
            about[f"{POINTING[kind]}_ref"] = known.get(str(value))
        else:
            about[PLAIN[kind]] = value
    href = _href(query, moment, about, span)
    if query.measure is Measure.IN_TIMESCALE:
        shown = ("subjects", "in_timescale", "overdue", "paused", "excused", "cannot_judge")
        rate = _rate(counted["in_timescale"], counted["subjects"])
        numbers = {name: counted[name] for name in shown}
        return InTimescale(**about, **numbers, rate=rate, rag=_rag(policy, rate), href=href)
    return _due(policy, about, counted, href)


def _due(policy: Policy, about: dict[str, Any], counted: Counter[str], href: str) -> DueInPeriod:
    met, met_late, overdue = (counted[name] for name in (State.MET, State.MET_LATE, State.OVERDUE))
    expected = met + met_late + overdue
    rate = _rate(met, expected)
    return DueInPeriod(
        **about,
        expected=expected,
        met=met,
        met_late=met_late,
        overdue=overdue,
        in_grace=counted[State.IN_GRACE],
        not_yet_due=counted[State.NOT_YET_DUE],
        due_soon=counted[State.DUE_SOON] + counted[State.DUE_TODAY],
        paused=counted[State.PAUSED],
        excused=counted[State.EXCUSED],
        cannot_judge=counted[State.CANNOT_JUDGE],
        rate=rate,
        rag=_rag(policy, rate),
        href=href,
    )


def _rate(met: int, expected: int) -> float | None:
    """Nothing expected is no rate, neither 0 nor 1."""
    return met / expected if expected else None


def _rag(policy: Policy, rate: float | None) -> str | None:
    if rate is None:
        return None
    if 100 * rate >= policy.rag["green"]:
        return "green"
    return "amber" if 100 * rate >= policy.rag["amber"] else "red"


def _href(
    query: ComplianceQuery,
    moment: Asked,
    about: dict[str, Any],
    span: tuple[date | None, date | None],
) -> str:
    """The list of the rows behind a figure."""
    first, last = span
    if about["month"]:
        first, last = _month(about["month"], first, last)
    asked_for = {
        "rule": about["rule"] or query.rule,
        **{name: _whom(query, about, group) for group, name in POINTING.items()},
        "below": "false" if GroupBy.TEAM in query.groups else None,
        "due_from": first,
        "due_to": last,
        "as_at": moment.as_at,
        "known_at": moment.known_at.isoformat().replace("+00:00", "Z"),
        "measure": query.measure.value,
    }
    return f"/v1/expectations?{urlencode({k: v for k, v in asked_for.items() if v is not None})}"


def _whom(query: ComplianceQuery, about: dict[str, Any], group: GroupBy) -> object:
    """Whom the rows of a group are about; `none` where the group is of those without."""
    if group in query.groups:
        return about[f"{group}_id"] or "none"
    return getattr(query, group)


def _month(month: str, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    begins = date.fromisoformat(f"{month}-01")
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (max(begins, first) if first else begins), (min(ends, last) if last else ends)
