"""Rates as marks of a chart: the figure, what it is a share of, and both in words."""

from collections.abc import Iterable, Sequence

from app.resources.compliance.labels import Labels
from app.resources.compliance.rates import rate_of
from app.resources.compliance.schemas import DueInPeriod, InTimescale
from app.web.charts.chart import Mark, Row
from app.web.charts.words import percent

Rated = DueInPeriod | InTimescale
NOTHING = Mark(None, "-", "no rate, as nothing was expected")
_WORDS = {
    "met_late": "met late",
    "overdue": "overdue",
    "in_grace": "in grace",
    "due_soon": "due soon",
    "not_yet_due": "not yet due",
    "paused": "paused",
    "excused": "excused",
    "cannot_judge": "not to be judged",
}
"""What is counted besides that of which a rate is made."""


def rate_rows(labels: Labels, items: Iterable[Rated], months: Sequence[str]) -> list[Row]:
    """A row for each group, those furthest behind first; a month that is not there had nothing."""
    groups = sorted(labels.apart(items), key=lambda group: (*_behind(group), labels.of(group[0])))
    return [Row(labels.of(group[0]), _marks(group, months)) for group in groups]


def _behind(group: Sequence[Rated]) -> tuple[bool, float]:
    """The rate over all months, to sort by; those without one come last."""
    parts = [_parts(item) for item in group]
    rate = rate_of(sum(counted for counted, _ in parts), sum(of for _, of in parts))
    return rate is None, rate or 0


def _marks(group: Sequence[Rated], months: Sequence[str]) -> list[Mark]:
    by_month = {item.month: _mark(item) for item in group}
    return [by_month.get(month, NOTHING) for month in months]


def _mark(item: Rated) -> Mark:
    counts = [f"{n} {said}" for name, said in _WORDS.items() if (n := getattr(item, name, 0))]
    if item.rate is None:
        return Mark(None, NOTHING.figure, ", ".join([NOTHING.said, *counts]))
    share, figure = "{} of {}".format(*_parts(item)), percent(item.rate)
    said = ", ".join([f"{figure} {item.rag}, {share}", *counts])
    return Mark(item.rate, figure, said, share, item.rag or "")


def _parts(item: Rated) -> tuple[int, int]:
    """What a rate is made of: how many of how many."""
    if isinstance(item, DueInPeriod):
        return item.met, item.expected
    return item.in_timescale, item.subjects
