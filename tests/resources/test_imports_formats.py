"""The same rows come to the same records, however the file was written."""

import gc
import io
import json
import zipfile
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

import pytest
import xlsxwriter

from app.resources.imports import working
from tests.harness.service import Answer, Client
from tests.resources import make

WORKERS = "reference,display_name,posts.0.role,posts.0.started_on,posts.0.supervised\n"
TWO = WORKERS + "W1,Zoë Invented,social_worker,2025-11-03,yes\nM1,Imaginary,manager,2025-11-03,no\n"


def sent(
    service: Client, body: bytes, media_type: str = "text/csv", type: str = "workers", **query: str
) -> Answer:
    """A file as bytes, stored."""
    more = "".join(f"&{name}={quote(value)}" for name, value in query.items())
    target = f"/v1/imports?mode=commit{'&type=' + type if type else ''}{more}"
    return service.ask("POST", target, body=body, headers={"content-type": media_type})


def errors(service: Client, answer: Answer) -> list[tuple[int, str, str]]:
    """The number of each refused row, where it is wrong and which code says so."""
    rows = service.items(f"{answer.headers['location']}/rows", outcome="refused")
    return [
        (row["number"], error["pointer"], error["code"]) for row in rows for error in row["errors"]
    ]


def by_reference(service: Client, type: str = "workers") -> dict[str, Any]:
    return {item["reference"]: item for item in service.items(f"/v1/{type}")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_may_have_any_sensible_delimiter(service: Client, delimiter: str) -> None:
    answer = sent(service, TWO.replace(",", delimiter).encode())
    assert answer.json["outcomes"]["created"] == 2
    assert by_reference(service)["W1"]["posts"][0]["role"] == "social_worker"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_may_come_in_the_encodings_of_spreadsheets(service: Client, encoding: str) -> None:
    sent(service, TWO.encode(encoding))
    assert by_reference(service)["W1"]["display_name"] == "Zoë Invented"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_may_end_as_on_any_system(service: Client, end: str) -> None:
    assert sent(service, TWO.replace("\n", end).encode()).json["outcomes"]["created"] == 2


def test_cells_are_read_as_the_kind_of_their_field(service: Client) -> None:
    sent(service, TWO.encode() + b"W2,,social_worker,2025-11-03,yes\n")
    workers = by_reference(service)
    assert workers["W1"]["posts"][0]["supervised"] is True
    assert workers["M1"]["posts"][0]["supervised"] is False
    header = "reference,kind,status,supervisee_refs,supervisor_ref,held_on,minutes,check_in.held\n"
    row = 'S1,group,held,"W1; W2",M1,2026-02-02,90,yes\n'
    answer = sent(service, (header + row).encode(), type="sessions")
    assert errors(service, answer) == []
    session = by_reference(service, "sessions")["S1"]
    assert session["supervisee_refs"] == ["W1", "W2"]
    assert (session["minutes"], session["check_in"]["held"]) == (90, True)


def test_a_cell_that_is_not_of_its_kind_is_refused_by_its_field(service: Client) -> None:
    header = "reference,kind,status,supervisee_ref,supervisor_ref,held_on,minutes\n"
    row = "S1,personal,held,W1,M1,02/02/2026,an hour\n"
    answer = sent(service, (header + row).encode(), type="sessions")
    assert {(pointer, code) for _, pointer, code in errors(service, answer)} == {
        ("/held_on", "day"),
        ("/minutes", "wrong-type"),
    }
    assert "an hour" not in json.dumps(service.items(f"{answer.headers['location']}/rows"))


def test_a_formula_is_text_and_nothing_else(service: Client) -> None:
    formula = '=HYPERLINK("http://invalid.example","Invented")'
    quoted = formula.replace('"', '""')
    sent(service, f'reference,name\nT1,"{quoted}"\n'.encode(), type="teams")
    assert by_reference(service, "teams")["T1"]["name"] == formula


def test_an_empty_cell_keeps_what_is_held(service: Client) -> None:
    make.team(service, "T1", started_on="2024-01-01")
    sent(service, b"reference,name,started_on\nT1,Renamed,\n", type="teams")
    team = by_reference(service, "teams")["T1"]
    assert (team["name"], team["started_on"]) == ("Renamed", "2024-01-01")


def test_a_line_without_any_cell_is_no_row(service: Client) -> None:
    answer = sent(service, b"reference,name\nT1,One\n,\n\nT2,Two\n", type="teams")
    assert answer.json["total"] == 2


def test_columns_may_have_the_names_that_they_have_at_home(service: Client) -> None:
    columns = json.dumps({"Team no.": "reference", "Known as": "name"})
    body = b"Known as,Colour,Team no.\nInvented,blue,T1\n"
    answer = sent(service, body, type="teams", columns=columns)
    assert answer.json["outcomes"]["created"] == 1
    assert by_reference(service, "teams")["T1"]["name"] == "Invented"


def test_a_column_that_is_named_and_not_there_is_refused(service: Client) -> None:
    columns = json.dumps({"Team no.": "reference", "Known as": "name"})
    answer = sent(service, b"Team no.\nT1\n", type="teams", columns=columns)
    assert (answer.status, answer.code) == (400, "malformed")
    assert answer.json["errors"][0]["parameter"] == "columns"


@pytest.mark.parametrize("columns", ["[]", "x", '{"a":1}'])
def test_columns_that_are_no_object_of_texts_are_refused(service: Client, columns: str) -> None:
    answer = sent(service, b"reference\nT1\n", type="teams", columns=columns)
    assert (answer.status, answer.code) == (400, "invalid-parameter")


def test_a_column_that_is_no_field_is_refused_on_every_row(service: Client) -> None:
    answer = sent(service, b"reference,name,colour\nT1,One,blue\n", type="teams")
    assert [code for _, _, code in errors(service, answer)] == ["unknown-field"]


@pytest.mark.parametrize("header", ["check_in,check_in.held", "check_in.held,check_in"])
def test_two_columns_that_stand_in_each_others_way_are_refused(
    service: Client, header: str
) -> None:
    answer = sent(service, f"reference,{header}\nS1,yes,yes\n".encode(), type="sessions")
    assert "unknown-field" in {code for _, _, code in errors(service, answer)}


def test_a_row_with_more_cells_than_columns_is_refused(service: Client) -> None:
    answer = sent(service, b"reference,name\nT1,One,Two\nT2,Two\n", type="teams")
    assert errors(service, answer) == [(1, "", "too-many-cells")]


def test_a_column_that_leads_deeper_than_any_field_is_refused_on_every_row(
    service: Client,
) -> None:
    answer = sent(service, f"reference,name,a{'.a' * 99}\nT1,One,deep\n".encode(), type="teams")
    assert [code for _, _, code in errors(service, answer)] == ["unknown-field"]


@pytest.mark.parametrize("name", ["a" * 201, "a" + ".a" * 2000])
def test_a_column_with_a_longer_name_than_any_field_is_refused(service: Client, name: str) -> None:
    answer = sent(service, f"reference,name,{name}\nT1,One,x\n".encode(), type="teams")
    assert (answer.status, answer.code) == (400, "malformed")
    columns = json.dumps({"reference": "reference", "name": "name"})
    body = f"reference,name,{name}\nT1,One,x\n".encode()
    assert sent(service, body, type="teams", columns=columns).json["outcomes"]["created"] == 1


def test_a_table_that_is_refused_on_the_way_is_let_go(service: Client) -> None:
    rows = "".join(f"T{n},Invented\n" for n in range(working.MOST_AT_ONCE + 1))
    body = f"reference,name\n{rows}".encode()
    headers = {"content-type": "text/csv"}
    answer = service.ask("POST", "/v1/imports?type=teams", body=body, headers=headers)
    gc.collect()  # what cannot be let go says so, which fails a test
    assert (answer.status, answer.code) == (422, "invalid")


def test_two_columns_of_one_field_are_refused(service: Client) -> None:
    answer = sent(service, b"reference,name,name\nT1,One,Two\n", type="teams")
    assert (answer.status, answer.code) == (400, "malformed")


def test_a_quote_that_never_ends_is_refused_with_its_line(service: Client) -> None:
    answer = sent(service, b'reference,name\nT1,"One\n', type="teams")
    assert (answer.status, answer.code) == (400, "malformed")
    assert "line" in answer.json["detail"]


LINES = b'{"type":"teams","reference":"T1","name":"One"}\n\n{"type":"teams",\n{"reference":"T3"}\n'


def test_json_lines_are_read_line_by_line(service: Client) -> None:
    answer = sent(service, LINES, "application/x-ndjson", type="")
    assert [row["number"] for row in service.items(f"{answer.headers['location']}/rows")] == [
        1,
        2,
        3,
    ]
    assert errors(service, answer) == [(2, "", "not-json"), (3, "/type", "type-unknown")]
    assert by_reference(service, "teams")["T1"]["name"] == "One"


@pytest.mark.parametrize(
    ("row", "pointer", "code"),
    [
        (7, "", "wrong-type"),
        ({"type": "teams"}, "/reference", "reference"),
        ({"type": "teams", "reference": "a b"}, "/reference", "reference"),
        ({"type": "children", "reference": "T1"}, "/type", "type-unknown"),
        ({"type": [], "reference": "T1"}, "/type", "type-unknown"),
        ({"type": "teams", "reference": "T1", "name": "\x01"}, "/name", "control-character"),
        ({"type": "teams", "reference": "T1", "colour": 1}, "", "unknown-field"),
    ],
)
def test_a_row_says_what_is_wrong_with_it(
    service: Client, row: Any, pointer: str, code: str
) -> None:
    answer = sent(service, json.dumps([row]).encode(), "application/json", type="")
    assert errors(service, answer)[0][2] == code
    assert errors(service, answer)[0][1].startswith(pointer)


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"", "text/csv", 400, "body-missing"),
        (b"\n", "text/csv", 400, "malformed"),
        (b"reference,name\n", "text/csv", 422, "invalid"),
        (b"\x00", "text/csv", 400, "nul-character"),
        (b"\xef\xbb\xbfreference,name\nT1,\xe9\n", "text/csv", 400, "malformed"),
        (b"[]", "application/json", 422, "invalid"),
        (b"{}", "application/json", 400, "malformed"),
        (b"[", "application/json", 400, "not-json"),
        (b"\n\n", "application/x-ndjson", 422, "invalid"),
        (b"x", "image/png", 415, "unsupported-media-type"),
    ],
)
def test_what_is_no_file_of_records_is_refused(
    service: Client, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = sent(service, body, media_type, type="teams")
    assert (answer.status, answer.code) == (status, code)
    assert service.items("/v1/imports") == []


def test_a_file_may_be_larger_than_other_bodies(service: Client) -> None:
    rows = [{"reference": f"T{n}", "name": f"{n:0>199}"} for n in range(6000)]
    body = json.dumps(rows).encode()
    assert len(body) > 1_000_000
    assert sent(service, body, "application/json", type="teams").status == 202


def test_a_file_beyond_the_limit_is_413_before_it_is_read(service: Client) -> None:
    target = "/v1/imports?type=teams"
    headers = {"content-type": "text/csv", "content-length": "200000000"}
    answer = service.ask("POST", target, body=b"reference\n", headers=headers)
    assert (answer.status, answer.code) == (413, "body-too-large")


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with these rows on its first sheet; a text with an equals sign is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_a_workbook_is_read_as_a_table(service: Client) -> None:
    sent(service, TWO.encode())
    header = ("reference", "kind", "status", "supervisee_ref", "supervisor_ref", "held_on")
    body = workbook(
        (*header, "minutes", "check_in.held"),
        ("S1", "personal", "held", "W1", "M1", date(2026, 2, 2), 90, True),
        (
            "S2",
            "personal",
            "held",
            "W1",
            "M1",
            datetime.combine(date(2026, 2, 9), time()),
            45.5,
            False,
        ),
    )
    answer = sent(service, body, WORKBOOK, type="sessions")
    assert errors(service, answer) == [(2, "/minutes", "wrong-type")]
    session = by_reference(service, "sessions")["S1"]
    assert (session["minutes"], session["check_in"]["held"]) == (90, True)
    assert session["derived"]["held_on"] == "2026-02-02"


def test_of_a_formula_its_value_is_read(service: Client) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("reference", "name"))
        sheet.write_string(1, 0, "T1")
        sheet.write_formula(1, 1, '="Invented "&"North"', value="Invented North")
    sent(service, file.getvalue(), WORKBOOK, type="teams")
    assert by_reference(service, "teams")["T1"]["name"] == "Invented North"


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"reference,name\n", workbook()])
def test_what_is_no_workbook_of_records_is_refused(service: Client, body: bytes) -> None:
    answer = sent(service, body, WORKBOOK, type="teams")
    assert (answer.status, answer.code) == (400, "malformed")


def test_a_workbook_that_unpacks_to_too_much_is_refused(service: Client) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(260_000_000))
    answer = sent(service, file.getvalue(), WORKBOOK, type="teams")
    assert (answer.status, answer.code) == (413, "body-too-large")


def test_a_workbook_of_two_cells_far_apart_is_refused_and_ends_nobody(service: Client) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "reference")
        sheet.write_string(1_048_575, 16_383, "far away")
    assert len(file.getvalue()) < 10_000
    answer = sent(service, file.getvalue(), WORKBOOK, type="teams")
    assert (answer.status, answer.code) == (413, "body-too-large")


def test_a_workbook_of_many_rows_is_taken_in_parts(service: Client) -> None:
    body = workbook(("reference", "name"), *((f"T{n}", "Invented") for n in range(1500)))
    answer = sent(service, body, WORKBOOK, type="teams")
    assert (answer.status, answer.json["total"]) == (202, 1500)
