"""Every list as every file, over HTTP: the same rows, whatever the format."""

import csv
import io
import json
from typing import Any

import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from app.resources.expectations import exports
from app.resources.expectations.schemas import ExpectationRead
from app.web.formats import as_parquet
from tests.harness.service import Answer, Client, Running, newcomer
from tests.journeys.authority import fill
from tests.resources import make
from tests.walkers.operations import NOBODY

LISTS = [
    "/v1/expectations",
    "/v1/flags",
    "/v1/rules",
    "/v1/compliance",
    "/v1/compliance/series",
    "/v1/compliance/ageing",
    "/v1/compliance/forecast",
    "/v1/compliance/time-since-last",
]
TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
ASKED = {"as_at": "2026-02-27"}
OF_FIGURES = {"as_at", "known_at"}
FORMULA = "=1+1"


@pytest.fixture(scope="module")
def authority(running: Running) -> Client:
    """An authority in which something is overdue, and somebody's reference looks like a formula."""
    client = newcomer(running)
    fill(client)
    make.worker(client, FORMULA)
    return client


@pytest.fixture
def told(authority: Client) -> Client:
    """The same for every test: none writes to it."""
    authority.running.begin()
    return authority


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    """The rows of a file by column, as its format has them."""
    body = io.BytesIO(answer.body)
    match answer.headers["content-type"]:
        case "text/csv; charset=utf-8; header=present":
            return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        case "application/x-ndjson":
            return list(map(json.loads, answer.body.splitlines()))
        case "application/vnd.apache.parquet":
            return list(parquet.read_table(body).to_pylist())
    names, *rows = CalamineWorkbook.from_object(body).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def listed(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    if path in ("/v1/expectations", "/v1/flags"):
        return client.items(path, **query)
    found = make.ok(client.get(path, None, **query))
    leading = {name: found[name] for name in OF_FIGURES if path.startswith("/v1/compliance")}
    return [leading | item for item in found["items"]]


@pytest.mark.parametrize("path", LISTS)
def test_every_file_of_a_list_has_its_rows(told: Client, path: str) -> None:
    query = ASKED if path != "/v1/rules" else {}
    rows = listed(told, path, **query)
    assert rows
    for suffix, media_type in TYPES.items():
        answer = told.get(f"{path}.{suffix}", None, **query)
        assert (answer.status, answer.headers["content-type"]) == (200, media_type)
        name = f"{path.removeprefix('/v1/').replace('/', '-')}.{suffix}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        found = rows_of(answer)
        assert len(found) == len(rows), suffix
        assert all(row.keys() >= rows[0].keys() for row in found)
        if suffix == "jsonl":
            assert [{name: row[name] for name in rows[0]} for row in found] == rows


def test_a_reference_that_would_be_a_formula_is_text_everywhere(told: Client) -> None:
    query = {**ASKED, "worker": listed(told, "/v1/expectations", **ASKED)[0]["worker_id"]}
    workers = {row["worker_ref"]: row["worker_id"] for row in listed(told, "/v1/expectations")}
    assert FORMULA in workers, "nothing is expected of them"
    query = {**ASKED, "worker": workers[FORMULA]}
    for suffix, shown in {"csv": f"'{FORMULA}", "jsonl": FORMULA, "xlsx": FORMULA}.items():
        rows = rows_of(told.get(f"/v1/expectations.{suffix}", None, **query))
        assert {row["worker_ref"] for row in rows} == {shown}


@pytest.mark.parametrize("suffix", TYPES)
def test_more_rows_than_are_read_at_once_come_in_the_order_of_the_list(
    told: Client, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 7)
    for path in ("/v1/expectations", "/v1/flags"):
        rows = told.items(path, **ASKED)
        found = rows_of(told.get(f"{path}.{suffix}", None, **ASKED))
        assert len(rows) > 7
        assert [(row["id"], str(row["from_on"])) for row in found] == [
            (row["id"], row["from_on"]) for row in rows
        ]


@pytest.mark.parametrize("path", LISTS)
def test_without_rows_a_file_has_its_header(service: Client, path: str) -> None:
    if path == "/v1/rules":
        return
    body = service.get(f"{path}.csv", None, **ASKED, team=NOBODY).body.decode()
    (names, *_) = csv.reader(io.StringIO(body, newline=""))
    assert {"rule", "team_ref"} <= set(names)


@pytest.mark.parametrize("path", LISTS)
def test_the_csv_leads_to_what_describes_it(told: Client, path: str) -> None:
    query = {**ASKED, "rule": "personal-timescale"} if path != "/v1/rules" else {}
    answer = told.get(f"{path}.csv", None, **query)
    target, _, rest = answer.headers["link"].partition(">; ")
    assert rest == 'rel="describedby"; type="application/csvm+json"'
    described = told.get(target.removeprefix("<"))
    assert described.headers["content-type"] == "application/csvm+json"
    assert described.json["url"].startswith(f"{path.rpartition('/')[2]}.csv")
    names = next(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert [column["titles"] for column in described.json["tableSchema"]["columns"]] == names


def test_columns_follow_the_measure(told: Client) -> None:
    by_day = rows_of(told.get("/v1/compliance.csv", None, **ASKED, measure="in_timescale"))
    in_period = rows_of(told.get("/v1/compliance.csv", None, **ASKED))
    assert "subjects" in by_day[0]
    assert "expected" in in_period[0]


def test_the_read_me_says_what_was_asked_and_what_answered(told: Client) -> None:
    answer = told.get("/v1/compliance.xlsx", None, **ASKED, group_by="team")
    book = CalamineWorkbook.from_object(io.BytesIO(answer.body))
    assert book.sheet_names == ["Compliance", "Read me"]
    lines = book.get_sheet_by_name("Read me").to_python()
    said = {str(name): value for name, value, *_ in reversed(lines)}  # columns come last
    figures = make.ok(told.get("/v1/compliance", None, **ASKED, group_by="team"))
    assert said["as_at"] == "2026-02-27"
    assert said["group_by"] == "team"
    assert said["known_at"] == figures["known_at"]
    assert said["hash"] == figures["hash"]
    assert said["policy_versions"] == "0"
    assert ["expected", "integer", "met + met_late + overdue"] in [line[:3] for line in lines]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_list_is_a_file_where_that_is_asked_for(told: Client, path: str, suffix: str) -> None:
    query = ASKED if path != "/v1/rules" else {}
    accept = f"{TYPES[suffix].partition(';')[0]}, application/json;q=0.5"
    chosen = told.get(path, {"accept": accept}, **query)
    assert chosen.headers["content-type"] == TYPES[suffix]
    assert chosen.body == told.get(f"{path}.{suffix}", None, **query).body


@pytest.mark.parametrize(
    "accept", ["*/*", "text/html,*/*;q=0.8", "text/csv;q=0.5, application/json", "image/png", ""]
)
def test_a_list_is_json_for_all_who_want_no_file_more(told: Client, accept: str) -> None:
    answer = told.get("/v1/flags", {"accept": accept}, **ASKED)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("suffix", TYPES)
def test_a_file_takes_no_page(told: Client, suffix: str) -> None:
    answer = told.get(f"/v1/expectations.{suffix}", None, limit="5")
    assert (answer.status, answer.code) == (400, "unknown-parameter")


def test_a_file_is_of_one_moment_whatever_is_written_meanwhile(
    service: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.people(service)
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    make.session(service, "S1", on="2026-01-05")
    before = service.get("/v1/expectations.jsonl", None, **ASKED).body
    real, pages = exports.page, []

    def page(*args: Any) -> Any:
        pages.append(args)
        if len(pages) == 2:
            make.session(service, "S2", on="2026-02-02")
        return real(*args)

    monkeypatch.setattr(exports, "page", page)
    assert service.get("/v1/expectations.jsonl", None, **ASKED).body == before
    assert len(pages) > 2
    assert service.get("/v1/expectations.jsonl", None, **ASKED).body != before


def test_without_its_library_parquet_is_406(told: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_parquet, "find_spec", lambda _name: None)
    answer = told.get("/v1/flags.parquet")
    assert (answer.status, answer.code) == (406, "not-acceptable")


def test_the_columns_of_an_export_are_the_fields_of_the_list() -> None:
    assert [column.name for column in exports.COLUMNS] == list(ExpectationRead.model_fields)
