"""CSV that is exact and does no harm in a spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from app.vocabulary import State
from app.web.exports import cell, csv_chunks

COLUMNS = ("a", "b")


def text(*rows: dict[str, object]) -> str:
    return b"".join(csv_chunks(COLUMNS, rows)).decode()


def test_no_rows_is_the_header_line() -> None:
    assert text() == "a,b\r\n"


def test_quotes_commas_and_line_breaks_survive() -> None:
    hard = 'he said "x",\r\nthen\nleft'
    assert list(csv.reader(io.StringIO(text({"a": hard, "b": 1}), newline="")))[1] == [hard, "1"]


def test_columns_are_always_all_there_and_strangers_are_left_out() -> None:
    assert text({"b": 1, "c": 2}, {}) == "a,b\r\n,1\r\n,\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_be_a_formula_gets_an_apostrophe(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-5, -5),
        (-0.5, -0.5),
        (Decimal("-0.50"), Decimal("-0.50")),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "2026-01-05T09:00:00Z"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (State.MET_LATE, "met_late"),
        ("a=1", "a=1"),
    ],
)
def test_each_kind_of_value_is_shown_as_what_it_is(value: object, shown: object) -> None:
    assert cell(value) == shown


def test_many_rows_come_in_pieces() -> None:
    pieces = list(csv_chunks(COLUMNS, ({"a": n} for n in range(1000))))
    assert len(pieces) == 6
    assert b"".join(pieces).count(b"\r\n") == 1001
