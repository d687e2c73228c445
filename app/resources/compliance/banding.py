"""Figures in bands of days: how late, what falls due, how long ago."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from app.db.base import columns_of, table_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned, owned_as
from app.errors import Fault, Malformed
from app.resources.compliance import groups
from app.resources.compliance.bands import Band, Bands, weeks
from app.resources.compliance.behind import href
from app.resources.compliance.frame import frame
from app.resources.compliance.groups import About, Group, in_order
from app.resources.compliance.queries import AgeingQuery, ForecastQuery, SinceQuery
from app.resources.compliance.schemas import Ageing, FallingDue, Forecast, Late, Since, TimeSince
from app.resources.compliance.scope import Scope, scope_of
from app.resources.expectations import excusing
from app.resources.expectations.measures import CADENCES
from app.resources.expectations.state_sql import is_open, state_as_at
from app.vocabulary import Measure, State

E = columns_of(ExpectationRow)
EARLIER = table_of(ExpectationRow).alias("earlier")
WAITING = (State.DUE_TODAY, State.DUE_SOON, State.NOT_YET_DUE)
Span = tuple[date | None, date]


@dataclass(frozen=True, slots=True)
class Cut:
    """The days of each band, of one column; `first` is null where a band is open."""

    day: ColumnElement[date]
    bands: Bands
    spans: list[Span]

    @property
    def band(self) -> ColumnElement[int]:
        """Which band a stretch lies in, from 0 on; null: in none."""
        return case(*((self._within(*span), n) for n, span in enumerate(self.spans)))

    def _within(self, first: date | None, last: date) -> ColumnElement[bool]:
        return and_(self.day <= last, self.day >= first) if first else self.day <= last


def ageing(uow: UnitOfWork, query: AgeingQuery) -> Ageing:
    """How late what is overdue is; every band of a group is there."""
    scope = scope_of(uow, query)
    day = scope.moment.as_at
    cut = Cut(E.due_on, query.cut, [band.before(day) for band in query.cut])
    items = []
    for about, band, span, found in _banded(
        uow, scope, cut, _in(uow, scope, State.OVERDUE), overdue=func.count()
    ):
        link = href(query, scope.moment, about, state=State.OVERDUE, **_due(span))
        items.append(Late(**about, **_days(band), **found, href=link))
    return Ageing(**frame(uow, scope, day, day, items))


def forecast(uow: UnitOfWork, query: ForecastQuery) -> Forecast:
    """What falls due in the next days, in weeks from the day on; every week of a group is there."""
    scope = scope_of(uow, query)
    day = scope.moment.as_at
    bands = weeks(query.days)
    cut = Cut(E.due_on, bands, [band.after(day) for band in bands])
    items = []
    for about, band, span, found in _banded(
        uow, scope, cut, _in(uow, scope, *WAITING), falls_due=func.count()
    ):
        link = href(query, scope.moment, about, state=",".join(WAITING), **_due(span))
        items.append(FallingDue(**about, **_days(band), **_due(span), **found, href=link))
    return Forecast(days=query.days, **frame(uow, scope, day, day, items))


def time_since(uow: UnitOfWork, query: SinceQuery) -> TimeSince:
    """How long ago what a rule expects again and again last counted, for those who await it."""
    if query.rule not in CADENCES:
        fault = Fault("not-recurring", f"One of {', '.join(CADENCES)}.", parameter="rule")
        raise Malformed("This recurs by no rule.", code="invalid-parameter", faults=(fault,))
    scope = scope_of(uow, query)
    day = scope.moment.as_at
    cut = Cut(E.opened_on, query.cut, [band.before(day) for band in query.cut])
    never = func.sum(case((_has_counted(scope), 0), else_=1))
    items = []
    for about, band, (first, last), found in _banded(
        uow, scope, cut, is_open(day), subjects=func.count(), never=never
    ):
        opened = {"opened_from": first, "opened_to": last, "measure": Measure.IN_TIMESCALE}
        link = href(query, scope.moment, about, **opened)
        items.append(Since(**about, **_days(band), **found, href=link))
    return TimeSince(rule=query.rule, **frame(uow, scope, day, day, items))


def _in(uow: UnitOfWork, scope: Scope, *states: State) -> ColumnElement[bool]:
    """Open as at the day, and in one of these states."""
    day = scope.moment.as_at
    exempt = excusing.conditions(uow, day, scope.moment.seq)
    state = state_as_at(day, scope.warning_days, exempt)
    return and_(is_open(day), state.in_([one.value for one in states]))


def _has_counted(scope: Scope) -> ColumnElement[bool]:
    """Whether what opened the stretch met an earlier one: it is no start of a duty, then."""
    of_it = owned_as(EARLIER, EARLIER.c.id).where(
        scope.moment.knows(EARLIER.c),
        EARLIER.c.subject_id == E.subject_id,
        EARLIER.c.rule == E.rule,
        EARLIER.c.met_on == E.opened_on,
    )
    return of_it.correlate(table_of(ExpectationRow)).exists()


def _banded(
    uow: UnitOfWork,
    scope: Scope,
    cut: Cut,
    counted: ColumnElement[bool],
    **sums: ColumnElement[int],
) -> Iterator[tuple[About, Band, Span, dict[str, int]]]:
    """Each group with each band, its days, and the sums over what is counted in it."""
    split = [*scope.columns(), cut.band.label("band")]
    query = (
        owned(ExpectationRow, *split, *(total.label(name) for name, total in sums.items()))
        .where(scope.moment.is_known, counted, cut.band.is_not(None), *scope.conditions)
        .group_by(*split)
    )
    found: defaultdict[Group, dict[int, Any]] = defaultdict(dict)
    for row in uow.rows(query):
        found[tuple(row[: len(scope.groups)])][row.band] = row[len(split) :]
    if not scope.groups:
        found.setdefault((), {})
    said = groups.about(uow, scope.groups, found)
    nothing = [0] * len(sums)
    for group in sorted(found, key=in_order):
        for number, (band, span) in enumerate(zip(cut.bands, cut.spans, strict=True)):
            numbers = found[group].get(number, nothing)
            yield said[group], band, span, dict(zip(sums, numbers, strict=True))


def _days(band: Band) -> dict[str, int | None]:
    return {"from_days": band.from_days, "to_days": band.to_days}


def _due(span: Span) -> dict[str, date | None]:
    return {"due_from": span[0], "due_to": span[1]}
