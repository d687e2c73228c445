"""Expectations and flags: listed and explained."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, tuple_

from app.db.base import FIRST_DAY, LAST_DAY, columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound
from app.resources.expectations import excusing, measures, wording_of
from app.resources.expectations.asking import Asked, asked
from app.resources.expectations.narrowing import carried_by, of_plan
from app.resources.expectations.reading import read
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rulebook import policy_for, restated_versions
from app.resources.expectations.schemas import (
    ExpectationFilters,
    ExpectationPage,
    ExpectationQuery,
    ExpectationWhole,
    FlagFilters,
)
from app.resources.expectations.state_sql import is_open, stands, state_as_at
from app.resources.records.filters import between, equal
from app.rules.catalogue import CATALOGUE
from app.vocabulary import Measure, State
from app.web.paging import Cursors

E = columns_of(ExpectationRow)
SETTLED = {State.MET, State.MET_LATE, State.EXCUSED, State.ENDED}
Position = list[Any] | None


def find_all(
    uow: UnitOfWork, query: ExpectationQuery, name: str = "expectations"
) -> tuple[bytes, str | None]:
    """A page of expectations, or of flags, as at a day."""
    moment = asked(uow, query.as_at, query.known_at)
    cursors = Cursors(uow.client.cursor_secret, uow.client.organisation_id, name, query.filters())
    rows = rows_after(uow, query, moment, cursors.read(query.cursor), query.limit + 1)
    shown = rows[: query.limit]
    cursor = cursors.write(position(shown[-1], query)) if len(rows) > query.limit else None
    page = ExpectationPage(
        as_at=moment.as_at,
        known_at=moment.known_at,
        restated_policy_versions=restated_versions(uow, moment.as_at, moment.known_at),
        reevaluating=reevaluating(uow, moment),
        items=read(uow, shown, moment, words=query.include == "sentence"),
        next_cursor=cursor,
    )
    return page.model_dump_json().encode(), cursor


def rows_after(
    uow: UnitOfWork, query: ExpectationFilters, moment: Asked, after: Position, limit: int
) -> Sequence[Found]:
    """The next rows of a list."""
    return uow.rows(wanted_after(uow, query, moment, after, limit))


def wanted_after(
    uow: UnitOfWork, query: ExpectationFilters, moment: Asked, after: Position, limit: int
) -> Select[Any]:
    """The query for them; flags come in the order of their due days."""
    wanted = _wanted(uow, query, moment)
    order = [E.due_on, E.id, E.from_on] if isinstance(query, FlagFilters) else [E.id, E.from_on]
    if after:
        id, *days = after
        *due_on, from_on = map(date.fromisoformat, days)
        last = [*due_on, UUID(id), from_on]
        wanted = wanted.where(tuple_(*order) > tuple_(*map(literal, last)))
    return wanted.order_by(*order).limit(limit)


def position(row: Found, query: ExpectationFilters) -> list[str]:
    """Where a row stands in its list."""
    due_on = [row.due_on.isoformat()] if isinstance(query, FlagFilters) else []
    return [str(row.id), *due_on, row.from_on.isoformat()]


def _wanted(uow: UnitOfWork, query: ExpectationFilters, moment: Asked) -> Select[Any]:
    return owned(ExpectationRow).where(
        moment.is_known,
        E.from_on <= moment.as_at,
        *_states(uow, query, moment),
        *_narrowed(query),
        *_counted(query, moment.as_at),
    )


def _states(uow: UnitOfWork, query: ExpectationFilters, moment: Asked) -> list[ColumnElement[bool]]:
    """Conditions on the state; what is open is found by its index."""
    warning_days = policy_for(uow, moment.as_at, moment.known_at).warning_days
    conditions: list[ColumnElement[bool]] = []
    if query.states:
        exempt = excusing.conditions(uow, moment.as_at, moment.seq)
        state = state_as_at(moment.as_at, warning_days, exempt)
        conditions.append(state.in_([one.value for one in query.states]))
        if query.states == {State.EXCUSED}:
            conditions.append(excusing.exempted(moment.seq))
        elif not query.states & SETTLED:
            conditions.append(is_open(moment.as_at))
    elif not (query.include_ended or query.measure):
        conditions.append(stands(moment.as_at))
    return conditions


def _counted(query: ExpectationFilters, day: date) -> list[ColumnElement[bool]]:
    """The conditions of a figure, so that a list shows just what the figure counts."""
    if query.measure is Measure.IN_TIMESCALE:
        return [measures.in_timescale(day), *between(E.due_on, query.due_from, query.due_to)]
    if query.measure is Measure.DUE_IN_PERIOD:
        first, last = query.due_from or FIRST_DAY, query.due_to or LAST_DAY
        return [measures.due_in_period(first, last, day)]
    return between(E.due_on, query.due_from, query.due_to)


def _narrowed(query: ExpectationFilters) -> list[ColumnElement[bool]]:
    conditions = [
        *equal((E.rule, query.rule), (E.record_id, query.record), (E.subject_id, query.case)),
        *carried_by(
            worker=query.worker,
            supervisor=query.supervisor,
            team=query.team,
            below=query.below,
        ),
        *of_plan(query.plan_type),
        *between(E.opened_on, query.opened_from, query.opened_to),
    ]
    if isinstance(query, FlagFilters) and query.severity:
        codes = [rule.code for rule in CATALOGUE if rule.severity is query.severity]
        conditions.append(E.rule.in_(codes))
    return conditions


def explain(
    uow: UnitOfWork, id: UUID, as_at: date | None, known_at: date | datetime | None
) -> ExpectationWhole:
    """One expectation with every stretch that has begun by the day, and how it was worked out."""
    moment = asked(uow, as_at, known_at)
    rows = uow.rows(
        owned(ExpectationRow)
        .where(moment.is_known, E.id == id, E.from_on <= moment.as_at)
        .order_by(E.from_on)
    )
    if not rows:
        raise NotFound("There is no such expectation.")
    return wording_of.whole(uow, rows, read(uow, rows, moment, words=True), moment)
