"""Figures as tables: every row says as at which day, and as known when."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance import banding, figures
from app.resources.compliance.queries import (
    AgeingQuery,
    ComplianceQuery,
    ForecastQuery,
    Narrowed,
    PeriodQuery,
    SeriesQuery,
    SinceQuery,
)
from app.resources.compliance.schemas import Answered, DueInPeriod, FallingDue, InTimescale, Late
from app.resources.compliance.schemas import Since as SinceRow
from app.vocabulary import Measure
from app.web.door import Read
from app.web.formats.asked import in_words
from app.web.formats.operations import Export, Found
from app.web.formats.table import Batch, Batches, Column, columns_in

Q = TypeVar("Q", bound=Narrowed)
MOMENT = tuple(each for each in columns_in(Answered) if each.name in ("as_at", "known_at"))


def _export(
    path: str,
    says: str,
    query: type[Q],
    work: Callable[[UnitOfWork, Q], Any],
    row: Callable[[Q], type[BaseModel]],
) -> Export[Q]:
    """The export of an answer that has `items`, of rows with the fields of a model."""

    def columns(query: Q) -> tuple[Column, ...]:
        return MOMENT + columns_in(row(query))

    async def found(read: Read, query: Q) -> Found:
        answer = await read(work, query)
        said = answer.model_dump(by_alias=True, exclude={"items", "reevaluating"})
        return in_words(query, said), _rows(answer, [each.name for each in columns(query)[2:]])

    return Export(path, says, query, columns, found)


async def _rows(answer: Any, names: Sequence[str]) -> Batches:  # noqa: ANN401  # what has items
    moment = answer.as_at, answer.known_at
    batch: Batch = [(*moment, *(getattr(row, name) for name in names)) for row in answer.items]
    yield batch


def _measured(query: PeriodQuery) -> type[BaseModel]:
    return InTimescale if query.measure is Measure.IN_TIMESCALE else DueInPeriod


EXPORTS: tuple[Export[Any], ...] = (
    _export("/compliance", "Figures", ComplianceQuery, figures.figures, _measured),
    _export("/compliance/series", "Figures month by month", SeriesQuery, figures.series, _measured),
    _export(
        "/compliance/ageing", "How late things are", AgeingQuery, banding.ageing, lambda _: Late
    ),
    _export(
        "/compliance/forecast",
        "What falls due",
        ForecastQuery,
        banding.forecast,
        lambda _: FallingDue,
    ),
    _export(
        "/compliance/time-since-last",
        "How long ago supervision counted",
        SinceQuery,
        banding.time_since,
        lambda _: SinceRow,
    ),
)
