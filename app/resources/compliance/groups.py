"""How figures are split: the columns of a query, and what a group of them is about."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.queries import GroupBy, Narrowed
from app.resources.expectations.narrowing import carried_by, of_plan
from app.resources.records.filters import equal
from app.resources.records.pointers import names

E = columns_of(ExpectationRow)
MONTH_LENGTH = len("2026-11")
POINTING = {
    GroupBy.TEAM: "team",
    GroupBy.SUPERVISOR: "supervisor",
    GroupBy.WORKER: "worker",
}
PLAIN = {GroupBy.RULE: "rule", GroupBy.PLAN_TYPE: "plan_type", GroupBy.MONTH: "month"}
FIELDS = PLAIN | {kind: f"{name}_id" for kind, name in POINTING.items()}
"""The field of an answer that holds what a group is."""

EVERY_FIELD = (
    *PLAIN.values(),
    *(f"{name}_{tail}" for name in POINTING.values() for tail in ("id", "ref")),
)

Group = tuple[Any, ...]
Counts = dict[Group, Counter[Any]]
About = dict[str, Any]


def narrowed(query: Narrowed) -> list[ColumnElement[bool]]:
    """The conditions on the stretches that a question looks at."""
    return [
        *equal((E.rule, query.rule)),
        *of_plan(query.plan_type),
        *carried_by(worker=query.worker, supervisor=query.supervisor, team=query.team),
    ]


def columns(
    groups: tuple[GroupBy, ...], month: ColumnElement[Any] | None = None
) -> list[ColumnElement[Any]]:
    """The columns to group by; `month` is asked for only where there are months."""
    known: dict[GroupBy, ColumnElement[Any]] = {
        GroupBy.RULE: E.rule,
        GroupBy.TEAM: E.team_id,
        GroupBy.SUPERVISOR: E.supervisor_id,
        GroupBy.WORKER: E.worker_id,
        GroupBy.PLAN_TYPE: E.plan_type,
    }
    if month is not None:
        known[GroupBy.MONTH] = month
    return [known[group] for group in groups]


def month_of(day: ColumnElement[Any]) -> ColumnElement[str]:
    """The month of a day, as `2026-11`."""
    return func.substr(cast(day, String), 1, MONTH_LENGTH)


def in_order(group: Group) -> list[tuple[bool, str]]:
    """The key to sort groups by: in the order of their columns, those without a value last."""
    return [(value is None, str(value)) for value in group]


def about(
    uow: UnitOfWork, groups: tuple[GroupBy, ...], found: Collection[Group]
) -> dict[Group, About]:
    """What each group is about, with the senders' references; null where it is not split."""
    known = names(uow, list(set(_ids(groups, found))))
    return {group: _about(groups, group, known) for group in found}


def _about(groups: tuple[GroupBy, ...], group: Group, known: dict[str, str | None]) -> About:
    said: About = dict.fromkeys(EVERY_FIELD)
    for kind, value in zip(groups, group, strict=True):
        if kind in POINTING:
            said[f"{POINTING[kind]}_id"] = value
            said[f"{POINTING[kind]}_ref"] = known.get(str(value))
        else:
            said[PLAIN[kind]] = value
    return said


def _ids(groups: tuple[GroupBy, ...], found: Iterable[Group]) -> Iterator[UUID]:
    for place, group in enumerate(groups):
        if group in POINTING:
            yield from (key[place] for key in found if key[place] is not None)
