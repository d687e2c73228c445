"""docs/columns.csv is what the service gives, and cannot be broken by accident."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from app.cli import main
from app.resources.columns import broken, contract
from tests.harness.service import Client
from tests.resources import make

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "columns.csv"
PROMISED = list(csv.DictReader(io.StringIO(FILE.read_text(encoding="utf-8"))))
TABLES = sorted({(line["list"], line["measure"]) for line in PROMISED})
READS = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "uuid": UUID,
    "list": list,
    "object": dict,
}


def columns_of(path: str, measure: str) -> dict[str, str]:
    """The columns that are promised, each with its kind."""
    return {
        line["column"]: line["kind"]
        for line in PROMISED
        if (line["list"], line["measure"]) == (path, measure)
    }


@pytest.fixture
def told(service: Client) -> Client:
    make.people(service)
    make.session(service)
    return service


def test_the_file_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == contract()


def test_every_list_that_is_given_as_csv_is_in_it() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    given = {path.removesuffix(".csv") for path in document["paths"] if path.endswith(".csv")}
    given -= {path for path in given if "{" in path}  # the report on one import is no such list
    assert given == {path for path, _ in TABLES}


def test_every_column_is_described() -> None:
    assert [line for line in PROMISED if not line["description"]] == []


@pytest.mark.parametrize(("path", "measure"), TABLES)
def test_a_list_has_the_columns_that_are_promised(told: Client, path: str, measure: str) -> None:
    answer = told.get(f"{path}.csv", None, **({"measure": measure} if measure else {}))
    header = next(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert header == list(columns_of(path, measure))


@pytest.mark.parametrize(("path", "measure"), TABLES)
def test_what_is_in_a_column_is_of_its_kind(told: Client, path: str, measure: str) -> None:
    query = {"measure": measure} if measure else {}
    rows = told.get(f"{path}.jsonl", None, **query).body.splitlines()
    kinds = columns_of(path, measure)
    cells = [(kinds[name], cell) for row in rows for name, cell in json.loads(row).items()]
    assert rows
    assert [each for each in cells if each[1] is not None and not _reads(*each)] == []


def _reads(kind: str, cell: object) -> bool:
    read = READS[kind]
    known = read in (str, int, float, bool, list, dict)
    return isinstance(cell, (read, int) if read is float else read) if known else bool(read(cell))


A, B, C = ("/v1/a,,{},a,text,", "/v1/a,,{},b,day,", "/v1/a,,{},c,text,")


def lines(*columns: str) -> str:
    def placed() -> Iterator[str]:
        yield "list,measure,place,column,kind,description"
        yield from (column.format(place) for place, column in enumerate(columns, start=1))

    return "\n".join(placed())


def test_a_column_may_join_at_the_end() -> None:
    assert broken(lines(A, B), lines(A, B, C)) == []


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ((A,), ["/v1/a 2 b"]),
        ((B, A), ["/v1/a 1 a", "/v1/a 2 b"]),
        ((A, C, B), ["/v1/a 2 b"]),
        ((A, B.replace("day", "text")), ["/v1/a 2 b"]),
    ],
)
def test_a_column_that_is_gone_or_moved_or_changed_is_named(
    given: tuple[str, ...], names: list[str]
) -> None:
    assert broken(lines(A, B), lines(*given)) == names


def test_the_command_does_not_write_over_a_promise(tmp_path: Path) -> None:
    file = tmp_path / "columns.csv"
    file.write_text(promise := contract().replace(",days_late,", ",days_overdue,"))
    refused = CliRunner().invoke(main, ["columns", "--into", str(file)])
    assert refused.exit_code == 1
    assert "/v1/expectations 5 days_overdue" in refused.output
    assert file.read_text() == promise


def test_the_command_writes_what_only_adds(tmp_path: Path) -> None:
    file = tmp_path / "columns.csv"
    assert CliRunner().invoke(main, ["columns", "--into", str(file)]).exit_code == 0
    assert file.read_text() == contract()
