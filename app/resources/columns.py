"""The contract of columns, docs/columns.csv: those of every list that is given as files."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from app.resources.compliance.exports import EXPORTS
from app.resources.expectations.exports import EXPECTATIONS, FLAGS
from app.resources.rules.exports import RULES
from app.vocabulary import Measure
from app.web.formats.operations import Export
from app.web.formats.table import Column

EVERY: tuple[Export[Any], ...] = (EXPECTATIONS, FLAGS, RULES, *EXPORTS)
HEADER = ("list", "measure", "place", "column", "kind", "description")


def contract() -> str:
    """Every column in its place, as CSV; `measure` is empty where columns depend on none."""
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADER)
    for export in EVERY:
        for measure, columns in _tables(export):
            for place, column in enumerate(columns, start=1):
                kind, told = column.kind.value, column.description
                lines.writerow((f"/v1{export.path}", measure, place, column.name, kind, told))
    return text.getvalue()


def broken(promised: str, given: str) -> list[str]:
    """What of a promised contract another breaks: columns may join at the end, and nothing else."""
    now = {_column(line): line["kind"] for line in csv.DictReader(StringIO(given))}
    return [
        " ".join(filter(None, _column(line)))
        for line in csv.DictReader(StringIO(promised))
        if now.get(_column(line)) != line["kind"]
    ]


def _column(line: dict[str, str]) -> tuple[str, ...]:
    return tuple(line[name] for name in ("list", "measure", "place", "column"))


def _tables(export: Export[Any]) -> Iterator[tuple[str, tuple[Column, ...]]]:
    """The tables that a list gives: one, or one for each measure where they differ."""
    if "measure" in export.query.model_fields:
        found = {each: export.columns(export.query(measure=each)) for each in Measure}
        if len(set(found.values())) > 1:
            yield from ((measure.value, columns) for measure, columns in found.items())
            return
    yield "", export.columns(export.query())
