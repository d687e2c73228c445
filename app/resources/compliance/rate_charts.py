"""Rates as charts: a heat map by team and month, a line over the months."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.captions import between, captioned, some
from app.resources.compliance.figures import figures, series
from app.resources.compliance.labels import Labels, labels
from app.resources.compliance.months import months, name_of
from app.resources.compliance.queries import HeatMapQuery, SeriesQuery
from app.resources.compliance.rate_marks import rate_rows
from app.resources.compliance.schemas import Compliance
from app.resources.expectations.rulebook import policy_for
from app.vocabulary import Measure
from app.web.charts.chart import Chart, Scale, room
from app.web.charts.heat import HEAT
from app.web.charts.lines import LINES

FURTHEST_BEHIND = "furthest behind"
TITLES = {
    Measure.DUE_IN_PERIOD: "Met in time, month by month",
    Measure.IN_TIMESCALE: "Within timescale at the end of each month",
}


def heat_map(uow: UnitOfWork, query: HeatMapQuery) -> Chart:
    """The rate of each team in each month; above them that of all teams together."""
    answer = figures(uow, query)
    columns = _months(answer)
    rows = rate_rows(labels(uow, query.groups, answer.items), answer.items, columns)
    shown = rows[: room(len(columns))]
    left = some(len(shown), len(rows), f"teams {FURTHEST_BEHIND}")
    if len(rows) > 1:
        whole = figures(uow, query.model_copy(update={"group_by": "month"}))
        shown = [*rate_rows(Labels(), whole.items, columns), *shown]
    return Chart(
        kind=HEAT,
        title="Met in time, by team and month",
        columns=list(map(_in_words, columns)),
        rows=shown,
        scale=Scale(1),
        key=_bands(_rag(uow, answer)),
        **captioned(uow, query, answer, between(answer), left),
    )


def rate_series(uow: UnitOfWork, query: SeriesQuery) -> Chart:
    """The rate month by month, with a line for each group."""
    answer = series(uow, query)
    columns = sorted({item.month for item in answer.items if item.month})
    rows = rate_rows(labels(uow, query.groups, answer.items), answer.items, columns)
    shown = rows[: room(len(columns))]
    left = some(len(shown), len(rows), FURTHEST_BEHIND)
    green = _rag(uow, answer)["green"]
    aim = f"The dashed line is at {green:g}%, from which the policy says green"
    return Chart(
        kind=LINES,
        title=TITLES[query.measure],
        columns=list(map(_in_words, columns)),
        rows=shown,
        scale=Scale(1, green / 100),
        key=[],
        **captioned(uow, query, answer, between(answer), aim, left),
    )


def _rag(uow: UnitOfWork, answer: Compliance) -> Mapping[str, float]:
    """From which per cent on the policy of the day says green and amber."""
    return policy_for(uow, answer.as_at, answer.known_at).rag


def _bands(rag: Mapping[str, float]) -> Sequence[tuple[str, str]]:
    return [
        ("green", f"G green: {rag['green']:g}% and more"),
        ("amber", f"A amber: {rag['amber']:g}% and more"),
        ("red", "R red: less"),
        ("none", "- nothing was expected"),
    ]


def _months(answer: Compliance) -> list[str]:
    """The months of the period that an answer is about."""
    first, last = answer.from_ or answer.as_at, answer.to or answer.as_at
    return [name_of(month) for month in months(first, last)]


def _in_words(month: str) -> str:
    """A month as columns are headed: Nov 2026."""
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"
