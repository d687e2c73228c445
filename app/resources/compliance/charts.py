"""Which figures are drawn: each beside its list, with the filters of the list."""

from typing import Any

from app.resources.compliance.count_charts import ageing_bars, forecast_bars
from app.resources.compliance.queries import (
    AgeingQuery,
    ForecastQuery,
    HeatMapQuery,
    SeriesQuery,
)
from app.resources.compliance.rate_charts import heat_map, rate_series
from app.web.charts.operations import Drawing

CHARTS: tuple[Drawing[Any], ...] = (
    Drawing(
        "/compliance",
        """A heat map of the share that was met in time, by team and month, as SVG.

        It is what the list says by `group_by=team,month`, those furthest behind first, under all
        teams together; each cell has its figure and the letter of its colour.
        """,
        HeatMapQuery,
        heat_map,
        {"group_by": "team,month"},
    ),
    Drawing(
        "/compliance/series",
        "A line of the rate month by month for each group, as SVG; broken where there is no rate.",
        SeriesQuery,
        rate_series,
    ),
    Drawing(
        "/compliance/ageing",
        "How late what is overdue is, as bars for each group, as SVG.",
        AgeingQuery,
        ageing_bars,
    ),
    Drawing(
        "/compliance/forecast",
        "What falls due in the next days, as bars week by week for each group, as SVG.",
        ForecastQuery,
        forecast_bars,
    ),
)
