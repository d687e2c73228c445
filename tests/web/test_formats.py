"""Every format holds exactly what the table holds, and does no harm where it is opened."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import pytest
from pyarrow import parquet
from pydantic import BaseModel, Field
from python_calamine import CalamineWorkbook

from app.errors import Refused
from app.vocabulary import State
from app.web.formats import as_parquet, as_xlsx
from app.web.formats.as_csv import CsvWriter
from app.web.formats.as_jsonl import JsonLinesWriter
from app.web.formats.as_parquet import ParquetWriter
from app.web.formats.as_xlsx import XlsxWriter
from app.web.formats.csvw import metadata
from app.web.formats.download import pieces
from app.web.formats.table import Batch, Column, Kind, Table, columns_in
from app.web.formats.writer import Writer


class Inner(BaseModel):
    size: int


class Thing(BaseModel):
    id: UUID = Field(description="Which it is.")
    state: State | None
    text: str
    number: float | None
    count: int
    is_open: bool
    on: date
    at: datetime | None
    words: list[str]
    inner: Inner
    exact: Decimal


COLUMNS = columns_in(Thing)
TABLE = Table("things", "Things", COLUMNS, (("as_at", "2026-01-05"),))
ID = UUID(int=1)
AT = datetime(2026, 1, 5, 9, 30, 15, 250000, UTC)
INNER = {"size": 2}
ROW = (
    ID, State.MET_LATE, 'ä,"b"\r\nc', -0.5, -5, True, date(2026, 1, 5), AT, ["a", "b"], INNER,
    Decimal("-0.50"),
)  # fmt: skip
EMPTY = (None,) * len(COLUMNS)
WRITERS: list[type[Writer]] = [CsvWriter, JsonLinesWriter, XlsxWriter, ParquetWriter]
HARD = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", '=HYPERLINK("http://x.invalid")']


def written(made: Writer, *batches: Batch) -> bytes:
    try:
        whole = made.begin() + b"".join(map(made.add, batches))
        return whole + b"".join(made.end())
    finally:
        made.close()


def of_text(*texts: str) -> tuple[Table, Batch]:
    return Table("texts", "Texts", (Column("text", Kind.TEXT),)), [(text,) for text in texts]


def lines(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline="")))


def sheet(body: bytes, place: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_object(io.BytesIO(body)).get_sheet_by_index(place).to_python()


def part(body: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(body)).read(f"xl/worksheets/{name}.xml").decode()


def test_columns_are_the_fields_of_the_model_with_their_kinds_and_meanings() -> None:
    assert [(column.name, column.kind.value) for column in COLUMNS] == [
        ("id", "uuid"),
        ("state", "text"),
        ("text", "text"),
        ("number", "number"),
        ("count", "integer"),
        ("is_open", "boolean"),
        ("on", "day"),
        ("at", "instant"),
        ("words", "list"),
        ("inner", "object"),
        ("exact", "number"),
    ]
    assert COLUMNS[0].description == "Which it is."


def test_a_field_of_two_kinds_is_no_column() -> None:
    class Odd(BaseModel):
        either: int | str

    with pytest.raises(TypeError):
        columns_in(Odd)


@pytest.mark.parametrize("writer", WRITERS)
def test_no_rows_is_a_whole_file(writer: type[Writer]) -> None:
    body = written(writer(TABLE))
    names = TABLE.names
    match writer.suffix:
        case "csv":
            assert lines(body) == [names]
        case "jsonl":
            assert body == b""
        case "xlsx":
            assert sheet(body) == [names]
        case "parquet":
            found = parquet.read_table(io.BytesIO(body))
            assert (found.column_names, found.num_rows) == (names, 0)


def test_csv_shows_each_kind_and_leaves_empty_what_is_not_there() -> None:
    head, row, empty = lines(written(CsvWriter(TABLE), [ROW], [EMPTY]))
    assert head == TABLE.names
    assert row == [
        str(ID), "met_late", ROW[2], "-0.5", "-5", "true", "2026-01-05",
        "2026-01-05T09:30:15.250000Z", "a; b", '{"size": 2}', "-0.50",
    ]  # fmt: skip
    assert empty == [""] * len(COLUMNS)


def test_csv_ends_each_line_as_the_standard_has_it() -> None:
    table, rows = of_text("a", "b")
    assert written(CsvWriter(table), rows) == b"text\r\na\r\nb\r\n"


@pytest.mark.parametrize("text", HARD)
def test_text_that_would_be_a_formula_gets_an_apostrophe_in_csv(text: str) -> None:
    table, rows = of_text(text)
    assert lines(written(CsvWriter(table), rows))[1] == [f"'{text}"]


def test_a_list_whose_first_word_would_be_a_formula_gets_one_too() -> None:
    table = Table("lists", "Lists", (Column("words", Kind.LIST),))
    assert lines(written(CsvWriter(table), [(["=1", "b"],)]))[1] == ["'=1; b"]


def test_an_instant_is_written_in_utc_wherever_it_was_told() -> None:
    there = datetime(2026, 1, 5, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    table = Table("instants", "Instants", (Column("at", Kind.INSTANT),))
    assert lines(written(CsvWriter(table), [(there,)]))[1] == ["2026-01-05T09:30:00Z"]
    (row,) = sheet(written(XlsxWriter(table), [(there,)]))[1:]
    assert row == [datetime(2026, 1, 5, 9, 30)]  # noqa: DTZ001  # a workbook knows no zones


def test_json_lines_keep_types_and_order() -> None:
    first, second = written(JsonLinesWriter(TABLE), [ROW, EMPTY]).splitlines()
    assert json.loads(first) == {
        "id": str(ID),
        "state": "met_late",
        "text": ROW[2],
        "number": -0.5,
        "count": -5,
        "is_open": True,
        "on": "2026-01-05",
        "at": "2026-01-05T09:30:15.250000Z",
        "words": ["a", "b"],
        "inner": INNER,
        "exact": "-0.50",
    }
    assert json.loads(second) == dict.fromkeys(TABLE.names)
    assert list(json.loads(first)) == list(json.loads(second)) == TABLE.names


def test_a_workbook_has_real_days_instants_and_numbers() -> None:
    body = written(XlsxWriter(TABLE), [ROW], [EMPTY, ROW])
    head, row, empty, again = sheet(body)
    assert head == TABLE.names
    assert row == again
    assert row[0:2] == [str(ID), "met_late"]
    assert row[2].replace("\r", "").replace("_x000D_", "") == 'ä,"b"\nc'
    assert row[3:7] == [-0.5, -5.0, True, date(2026, 1, 5)]
    assert row[7].replace(microsecond=0) == AT.replace(microsecond=0, tzinfo=None)
    assert row[8:] == ["a; b", '{"size": 2}', -0.5]
    assert empty == [""] * len(COLUMNS)


@pytest.mark.parametrize("text", HARD)
def test_text_in_a_workbook_is_text_to_the_letter_and_never_a_formula_or_a_link(text: str) -> None:
    table, rows = of_text(text)
    body = written(XlsxWriter(table), rows)
    inside = part(body, "sheet1")
    assert "<f>" not in inside
    assert "<hyperlink" not in inside
    assert sheet(body)[1:][0][0].replace("_x000D_", "\r") == text


def test_a_workbook_has_a_bold_frozen_header_with_a_filter() -> None:
    inside = part(written(XlsxWriter(TABLE), [ROW, ROW]), "sheet1")
    assert '<pane ySplit="1" topLeftCell="A2"' in inside
    assert '<autoFilter ref="A1:K3"/>' in inside
    assert inside.count("<col ") >= 3


def test_the_last_sheet_says_what_was_asked_and_what_each_column_means() -> None:
    said = sheet(written(XlsxWriter(TABLE), [ROW, ROW]), -1 + 2)
    assert said[0][0] == "Things"
    assert ["as_at", "2026-01-05"] in [row[:2] for row in said]
    assert ["rows", "2"] in [row[:2] for row in said]
    assert ["id", "uuid", "Which it is."] in said
    assert [row[0] for row in said][-len(COLUMNS) :] == TABLE.names


def test_rows_that_a_sheet_cannot_hold_go_to_further_ones() -> None:
    table, rows = of_text("a", "b", "c", "d", "e")
    body = written(XlsxWriter(table, most_rows=2), rows[:3], rows[3:])
    sheets = CalamineWorkbook.from_object(io.BytesIO(body)).sheet_names
    assert sheets == ["Texts", "Texts 2", "Texts 3", "Read me"]
    held = [sheet(body, place) for place in range(3)]
    assert held == [[["text"], ["a"], ["b"]], [["text"], ["c"], ["d"]], [["text"], ["e"]]]


def test_a_day_before_a_workbook_can_count_is_text() -> None:
    table = Table("days", "Days", (Column("on", Kind.DAY),))
    assert sheet(written(XlsxWriter(table), [(date(1899, 12, 31),)]))[1] == ["1899-12-31"]


def test_text_too_long_for_a_cell_says_that_it_goes_on() -> None:
    table, rows = of_text("x" * 40_000)
    (text,) = sheet(written(XlsxWriter(table), rows))[1]
    assert text == "x" * (as_xlsx.LONGEST_TEXT - 1) + "…"


def test_parquet_is_typed_and_says_what_was_asked() -> None:
    found = parquet.read_table(io.BytesIO(written(ParquetWriter(TABLE), [ROW], [EMPTY])))
    first, second = found.to_pylist()
    assert first == {
        "id": str(ID),
        "state": "met_late",
        "text": ROW[2],
        "number": -0.5,
        "count": -5,
        "is_open": True,
        "on": date(2026, 1, 5),
        "at": AT,
        "words": ["a", "b"],
        "inner": '{"size": 2}',
        "exact": -0.5,
    }
    assert second == dict.fromkeys(TABLE.names)
    assert found.schema.metadata[b"as_at"] == b"2026-01-05"
    assert found.schema.field("id").metadata[b"description"] == b"Which it is."


def test_parquet_comes_in_groups_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_parquet, "ROWS_AT_ONCE", 2)
    table, rows = of_text("a", "b", "c")
    body = written(ParquetWriter(table), rows[:1], rows[1:2], rows[2:])
    found = parquet.ParquetFile(io.BytesIO(body))
    assert found.metadata.num_row_groups == 2
    assert found.read().column("text").to_pylist() == ["a", "b", "c"]


def test_without_its_library_parquet_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_parquet, "find_spec", lambda _name: None)
    with pytest.raises(Refused) as refused:
        ParquetWriter.check()
    assert refused.value.code == "not-acceptable"
    assert ".csv" in refused.value.detail


def test_csvw_describes_every_column_by_its_name_kind_and_meaning() -> None:
    found = metadata(TABLE, "things.csv?team=x")
    columns = found["tableSchema"]["columns"]
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    assert found["url"] == "things.csv?team=x"
    assert found["null"] == ""
    assert [column["name"] for column in columns] == TABLE.names
    assert [column["titles"] for column in columns] == lines(written(CsvWriter(TABLE)))[0]
    by_name = {column["name"]: column for column in columns}
    assert by_name["id"]["dc:description"] == "Which it is."
    assert by_name["on"]["datatype"] == "date"
    assert by_name["at"]["datatype"] == "dateTime"
    assert by_name["words"]["separator"] == "; "


async def batches(count: int) -> AsyncIterator[Batch]:
    for _ in range(count):
        yield [ROW] * 3


@pytest.mark.parametrize("writer", WRITERS)
def test_a_stream_is_the_same_file(writer: type[Writer]) -> None:
    async def streamed() -> bytes:
        return b"".join([piece async for piece in pieces(writer, TABLE, batches(4))])

    body, whole = anyio.run(streamed), written(writer(TABLE), *([[ROW] * 3] * 4))
    if writer is XlsxWriter:  # it says when it was made
        assert sheet(body) == sheet(whole)
    else:
        assert body == whole


def test_a_reader_who_goes_away_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def folders() -> list[Path]:
        return list(tmp_path.iterdir())

    async def broken() -> AsyncIterator[Batch]:
        yield [ROW]
        assert folders()
        raise ConnectionError

    async def taken() -> None:
        async for _ in pieces(XlsxWriter, TABLE, broken()):
            pass

    with pytest.raises(ConnectionError):
        anyio.run(taken)
    assert folders() == []
