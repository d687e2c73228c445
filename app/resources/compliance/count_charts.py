"""Counts as bars: how late things are, what falls due."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.banding import ageing, forecast
from app.resources.compliance.captions import captioned, some
from app.resources.compliance.labels import labels
from app.resources.compliance.queries import AgeingQuery, ForecastQuery, Narrowed
from app.resources.compliance.schemas import Ageing, FallingDue, Forecast, Late
from app.rules.words import counted
from app.web.charts.bars import BARS
from app.web.charts.chart import Chart, Mark, Row, Scale, room

Counted = TypeVar("Counted", Late, FallingDue)


def ageing_bars(uow: UnitOfWork, query: AgeingQuery) -> Chart:
    """How many are overdue in each band of days late."""
    answer = ageing(uow, query)
    groups = _groups(uow, query, answer.items)
    columns = [_days_late(item) for item in groups[0][1]] if groups else []
    rows = [_row(label, [item.overdue for item in items]) for label, items in groups]
    return _bars(uow, query, answer, "Overdue, by days late", columns, rows)


def forecast_bars(uow: UnitOfWork, query: ForecastQuery) -> Chart:
    """How many fall due in each week from the day on."""
    answer = forecast(uow, query)
    groups = _groups(uow, query, answer.items)
    columns = [_days_due(item) for item in groups[0][1]] if groups else []
    rows = [_row(label, [item.falls_due for item in items]) for label, items in groups]
    title = f"What falls due in the next {counted(query.days, 'day')}"
    return _bars(uow, query, answer, title, columns, rows)


def _groups(
    uow: UnitOfWork, query: Narrowed, items: Sequence[Counted]
) -> list[tuple[str, list[Counted]]]:
    """The figures of each group with its label; each has every band, in order."""
    known = labels(uow, query.groups, items)
    return [(known.of(group[0]), group) for group in known.apart(items)]


def _bars(  # noqa: PLR0913, PLR0917  # what such a chart is made of
    uow: UnitOfWork,
    query: Narrowed,
    answer: Ageing | Forecast,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Row],
) -> Chart:
    """The chart of such rows, those with most first."""
    ordered = sorted(rows, key=lambda row: (-_sum(row.marks), row.label))
    shown = ordered[: room(len(columns))]
    left = some(len(shown), len(rows), "with most")
    return Chart(
        kind=BARS,
        title=title,
        columns=columns,
        rows=shown,
        scale=Scale(max((mark.size or 0 for row in shown for mark in row.marks), default=0)),
        key=[],
        together=_together(rows) if len(rows) > 1 else None,
        **captioned(uow, query, answer, left),
    )


def _row(label: str, numbers: Sequence[int]) -> Row:
    return Row(label, [Mark(number, str(number), str(number)) for number in numbers])


def _sum(marks: Iterable[Mark]) -> int:
    return int(sum(mark.size or 0 for mark in marks))


def _together(rows: Sequence[Row]) -> Row:
    """What all groups have together, also those that are not shown."""
    by_column = zip(*(row.marks for row in rows), strict=True)
    return _row("All together", list(map(_sum, by_column)))


def _days_late(item: Late) -> str:
    if item.to_days is None:
        return f"{item.from_days} days or more"
    if item.from_days == item.to_days:
        return counted(item.to_days, "day")
    return f"{item.from_days} to {item.to_days} days"


def _days_due(item: FallingDue) -> str:
    first, last = item.due_from, item.due_to
    if first == last:
        return f"{first.day} {first:%b}"
    return f"{first.day} {first:%b} to {last.day} {last:%b}"
