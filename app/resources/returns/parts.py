"""What each expectation, or each subject, adds to the figures at one moment of knowledge."""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_

from app.db.base import columns_of
from app.db.tables import Exemption, ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.compliance.counting import due_in_period, in_timescale
from app.resources.compliance.groups import Group
from app.resources.compliance.queries import ComplianceQuery
from app.resources.compliance.scope import scope_of
from app.vocabulary import Measure, State

E, X = columns_of(ExpectationRow), columns_of(Exemption)
Key = Any
Part = tuple[Group, str]
SHOWN: dict[str, str] = {State.DUE_TODAY.value: State.DUE_SOON.value}
"""States that figures show in the column of another."""


def parts(
    uow: UnitOfWork, query: ComplianceQuery, only: ColumnElement[bool] | None
) -> dict[Key, Counter[Part]]:
    """By expectation (by subject, for who is in timescale): how often it counts in which number."""
    scope = scope_of(uow, query)
    conditions = [*scope.conditions, *([] if only is None else [only])]
    each = replace(scope, conditions=conditions, also=(key_of(query),))
    if query.measure is Measure.IN_TIMESCALE:
        counts = in_timescale(uow, each)
    else:
        counts = due_in_period(uow, each, *query.period(scope.moment.as_at))
    found: defaultdict[Key, Counter[Part]] = defaultdict(Counter)
    for (*group, key), counted in counts.items():
        for state, number in counted.items():
            if number:
                found[key][tuple(group), SHOWN.get(state, str(state))] += number
    return found


def key_of(query: ComplianceQuery) -> Column[Any]:
    """What adds to a figure once."""
    return E.subject_id if query.measure is Measure.IN_TIMESCALE else E.id


def touched(query: ComplianceQuery, after: int, until: int) -> ColumnElement[bool]:
    """The condition that something about it was changed or exempted between two changes."""
    exempted = owned(Exemption, X.expectation_id).where(between(Exemption, after, until))
    changed = or_(between(ExpectationRow, after, until), E.id.in_(exempted))
    return key_of(query).in_(owned(ExpectationRow, key_of(query)).where(changed))


def between(
    table: type[ExpectationRow] | type[Exemption], after: int, until: int
) -> ColumnElement[bool]:
    """The condition that a row came to be known, or ceased to be, between two changes."""
    known = columns_of(table)
    return or_(
        and_(known.known_from > after, known.known_from <= until),
        and_(known.known_until > after, known.known_until <= until),
    )
