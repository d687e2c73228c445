"""Expectations as a stream of CSV: short reads at one fixed change, so no connection is held."""

from collections.abc import AsyncIterator
from typing import Any

from app.resources.expectations.asking import Asked
from app.resources.expectations.schemas import ExpectationQuery, ExpectationRead
from app.resources.expectations.service import Position, export_page
from app.web.door import Read
from app.web.exports import csv_chunks

AT_ONCE = 1000
COLUMNS = list(ExpectationRead.model_fields)
Batch = tuple[list[ExpectationRead], Position, Asked]


async def first(read: Read, query: ExpectationQuery) -> Batch:
    """The first rows: what is wrong with the query is answered before the stream begins."""
    return await read(export_page, query, None, None, AT_ONCE)


async def csv(read: Read, query: ExpectationQuery, batch: Batch) -> AsyncIterator[bytes]:
    """The header line, then every row."""
    rows, last, moment = batch
    yield b"".join(csv_chunks(COLUMNS, _flat(rows)))
    while last:
        rows, last, _ = await read(export_page, query, moment, last, AT_ONCE)
        yield b"".join(csv_chunks(COLUMNS, _flat(rows))).partition(b"\r\n")[2]


def _flat(rows: list[ExpectationRead]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows]
