"""How a source's tables are read can be saved once; an import of one says by which edition."""

import json
from typing import Any

import pytest

from tests.harness.service import Answer, Client
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports_formats import WORKBOOK, by_reference, sent, workbook

TEAMS = "/v1/mappings/mosaic/columns/teams"
NAMED = {"Team no.": "reference", "Known as": "name"}
TABLE = b"Known as;Colour;Team no.\nInvented;blue;T1\n"


def saved(service: Client, columns: dict[str, str], path: str = TEAMS) -> Any:
    answer = service.ask("PUT", path, {"columns": columns})
    assert answer.status in (200, 201), answer
    return answer.json


def read_by(answer: Answer) -> int | None:
    """The edition by which a table was read that came to one new record."""
    assert answer.json["outcomes"]["created"] == 1, answer
    return answer.json["columns_edition"]  # type: ignore[no-any-return]


def test_a_table_is_read_by_what_its_source_has_saved(service: Client) -> None:
    assert saved(service, NAMED)["outcome"] == "created"
    answer = sent(service, TABLE, type="teams")
    assert read_by(answer) == 1
    assert by_reference(service, "teams")["T1"]["name"] == "Invented"
    assert make.ok(service.get(answer.headers["location"]))["columns_edition"] == 1
    assert verified(service).differences == []


def test_a_workbook_is_read_by_it_too(service: Client) -> None:
    saved(service, {"Team\nno.": "reference", "Known as": "name"})
    body = workbook(("Known as", "Team\nno."), ("Invented", "T1"))
    assert read_by(sent(service, body, WORKBOOK, type="teams")) == 1


def test_columns_that_are_sent_are_used_and_not_the_saved(service: Client) -> None:
    saved(service, {"Team no.": "reference", "Colour": "name"})
    assert read_by(sent(service, TABLE, type="teams", columns=json.dumps(NAMED))) is None
    assert by_reference(service, "teams")["T1"]["name"] == "Invented"


def test_sent_as_empty_columns_have_the_names_of_our_fields(service: Client) -> None:
    saved(service, NAMED)
    body = b"reference,name\nT1,Invented\n"
    assert sent(service, body, type="teams").code == "malformed"
    assert read_by(sent(service, body, type="teams", columns="{}")) is None


def test_a_table_that_lacks_a_saved_column_is_refused(service: Client) -> None:
    saved(service, NAMED)
    answer = sent(service, b"Team no.\nT1\n", type="teams")
    assert (answer.status, answer.code) == (400, "malformed")
    assert answer.json["errors"][0]["code"] == "column-missing"
    assert service.items("/v1/imports") == []


def test_they_are_those_of_the_source_and_the_type_of_the_file(service: Client) -> None:
    for path in ("/v1/mappings/azeus/columns/teams", "/v1/mappings/mosaic/columns/cases"):
        saved(service, {"Team no.": "reference"}, path)
    body = b"reference,name\nT1,Invented\n"
    assert read_by(sent(service, body, type="teams")) is None
    saved(service, NAMED, "/v1/mappings/azeus/columns/teams")
    assert read_by(sent(service, TABLE, type="teams", source="azeus")) == 2


def test_rows_that_say_their_type_themselves_are_read_without_them(service: Client) -> None:
    saved(service, NAMED)
    body = b"type,reference,name\nteams,T1,Invented\n"
    assert read_by(sent(service, body, type="")) is None


def test_json_is_read_without_them(service: Client) -> None:
    saved(service, NAMED)
    body = b'[{"reference": "T1", "name": "Invented"}]'
    assert read_by(sent(service, body, "application/json", type="teams")) is None


def test_the_next_edition_follows_the_last_and_all_can_be_read(service: Client) -> None:
    saved(service, {"Team no.": "reference"})
    assert saved(service, NAMED)["edition"]["version"] == 2
    assert saved(service, NAMED)["outcome"] == "unchanged"
    found = make.ok(service.get(TEAMS))
    assert (found["source"], found["type"], found["columns"]) == ("mosaic", "teams", NAMED)
    assert make.ok(service.get(TEAMS, version=1))["columns"] == {"Team no.": "reference"}
    listed = make.ok(service.get(f"{TEAMS}/versions"))["items"]
    assert [edition["version"] for edition in listed] == [1, 2]
    assert make.ok(service.get("/v1/mappings/columns"))["items"] == [found]
    assert service.get("/v1/mappings").json["items"] == []


def test_what_has_not_changed_is_304(service: Client) -> None:
    saved(service, NAMED)
    tag = service.get(TEAMS).etag
    assert service.get(TEAMS, {"if-none-match": tag}).status == 304


def test_what_nobody_has_saved_is_404(service: Client) -> None:
    assert service.get(TEAMS).code == "not-found"
    assert service.get(f"{TEAMS}/versions").code == "not-found"


def test_saved_as_empty_they_are_used_no_longer(service: Client) -> None:
    saved(service, NAMED)
    saved(service, {})
    assert read_by(sent(service, b"reference,name\nT1,Invented\n", type="teams")) is None


def test_what_is_saved_is_a_change_of_the_feed(service: Client) -> None:
    edition = saved(service, NAMED)["edition"]
    saved(service, {})
    told = [
        (event["type"], event["verb"], event["version"], event["subject_id"])
        for event in service.get("/v1/events", after="0-0").json["items"]
    ]
    assert told[-2:] == [
        ("columns", "created", 1, edition["id"]),
        ("columns", "updated", 2, edition["id"]),
    ]


FIELDS = {
    "workers": "posts.0.team_ref",
    "cases": "plans.0.type",
    "agreements": "reviews",
    "sessions": "check_in.held",
    "actions": "due_on",
    "oversight-notes": "actions.1.description",
    "feedback": "score",
    "teams": "source_updated_at",
}


@pytest.mark.parametrize("type", FIELDS)
def test_a_column_can_fill_any_field_that_one_cell_can_hold(service: Client, type: str) -> None:
    columns = {"No.": "reference", "Other": FIELDS[type]}
    assert saved(service, columns, f"/v1/mappings/mosaic/columns/{type}")["outcome"] == "created"


WRONG = [
    ({"No.": "reference", "Colour": "colour"}, "unknown-field", 2),
    ({"No.": "reference", "Team": "team_ref"}, "unknown-field", 2),
    ({"No.": "reference", "Posts": "posts"}, "unknown-field", 2),
    ({"No.": "reference", "Post": "posts.0"}, "unknown-field", 2),
    ({"No.": "reference", "Role": "posts.0.role.name"}, "unknown-field", 2),
    ({"Kind": "type", "No.": "reference"}, "unknown-field", 1),
    ({"No.": "reference", "One": "display_name", "Two": "display_name"}, "twice", 3),
    ({"Known as": "display_name"}, "reference", None),
]


@pytest.mark.parametrize(("columns", "code", "place"), WRONG)
def test_columns_that_no_row_could_be_read_by_are_not_saved(
    service: Client, columns: dict[str, str], code: str, place: int | None
) -> None:
    path = "/v1/mappings/mosaic/columns/workers"
    answer = service.ask("PUT", path, {"columns": columns})
    assert (answer.status, answer.code) == (422, "invalid")
    (fault,) = answer.json["errors"]
    assert (fault["pointer"], fault["code"]) == ("/columns", code)
    assert place is None or f"number {place} " in fault["detail"]
    assert service.get(path).status == 404


SENT_WRONG = [(columns, code) for columns, code, _ in WRONG if "Kind" not in columns]


@pytest.mark.parametrize(("columns", "code"), SENT_WRONG)
def test_columns_that_no_row_could_be_read_by_are_not_taken_with_a_file(
    service: Client, columns: dict[str, str], code: str
) -> None:
    answer = sent(service, b"No.\nW1\n", type="workers", columns=json.dumps(columns))
    assert (answer.status, answer.code) == (400, "invalid-parameter")
    (fault,) = answer.json["errors"]
    assert (fault["parameter"], fault["code"]) == ("columns", code)
    assert service.items("/v1/imports") == []


@pytest.mark.parametrize("type", ["", "workers"])
def test_where_rows_say_their_type_a_field_of_any_type_will_do(service: Client, type: str) -> None:
    columns = json.dumps({"Kind": "type", "No.": "reference", "Called": "name"})
    answer = sent(service, b"Kind,No.,Called\nteams,T1,One\n", type=type, columns=columns)
    assert read_by(answer) is None


def test_another_organisations_columns_are_nobodys(service: Client) -> None:
    saved(service.stranger(), NAMED)
    assert service.get(TEAMS).status == 404
    assert service.get("/v1/mappings/columns").json["items"] == []
    assert read_by(sent(service, b"reference,name\nT1,Invented\n", type="teams")) is None
