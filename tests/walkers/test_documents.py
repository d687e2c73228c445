"""What is documented is true: examples are taken, the committed document is the generated one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.main import TAGS
from app.web.openapi import openapi_of, openapi_text
from tests.harness.service import Client
from tests.resources import hooks, make
from tests.walkers.operations import (
    APP,
    GUARDED,
    OPEN,
    described,
    examples,
    method,
    named,
    schema_of_body,
    target,
)

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
OPERATIONS = [route for route in (*GUARDED, *OPEN) if route.include_in_schema]
WITH_BODY = [route for route in GUARDED if schema_of_body(route)]
WITH_EXAMPLES = [(route, n) for route in GUARDED for n in range(len(examples(route.name)))]
ANSWERS = [
    (route, f"{status} {media_type}")
    for route in OPERATIONS
    for status, answer in described(route)["responses"].items()
    for media_type, content in answer.get("content", {}).items()
    if status.startswith("2") and content["schema"].get("format") != "binary"
]
FILES = [route for route in GUARDED if route.path.endswith(".csv")]

walk = pytest.mark.parametrize("route", OPERATIONS, ids=named(OPERATIONS))


def demonstration(service: Client) -> dict[str, str]:
    """The records that the examples point at; a record of each type, by type."""
    service.clock.set(datetime(2026, 11, 6, 9, tzinfo=UTC))
    people = {"supervisee_ref": "W123", "supervisor_ref": "M7"}
    team, worker = make.team(service, "T1"), make.worker(service, "W123")
    make.worker(service, "M7")
    case = make.case(service, "C-991")
    asked = make.action("ACT-5", "2026-10-20", owner_ref="W123")
    earlier = make.held("2026-10-05", **people, actions=[asked])
    first = make.made(service, "sessions", "SUP-88120", earlier)
    feedback = [{"direction": "supervisor_to_supervisee", "score": 7}]
    last = make.session(service, "SUP-88122", on="2026-10-26", **people, feedback=feedback)
    note = make.note(service, "ON-1", case_ref="C-991", author_ref="M7")
    agreed = {**people, "started_on": "2026-09-07"}
    flag = service.items("/v1/flags", rule="action-completed")[0]["id"]
    hook = make.created(service.post("/v1/webhooks", {"url": "https://nowhere.example/"}))
    service.deliver()
    (told,) = hooks.log(service, hook)
    return {
        "webhooks": hook["id"],
        "events": told["event_id"],
        "expectations": flag,
        "flags": flag,
        "teams": team["id"],
        "workers": worker["id"],
        "agreements": make.made(service, "agreements", "AG-1", agreed)["id"],
        "cases": case["id"],
        "sessions": last["id"],
        "actions": first["actions"][0]["id"],
        "feedback": last["feedback"][0]["id"],
        "oversight-notes": note["id"],
    }


def faults(example: Any, schema: Any) -> list[str]:
    """What an example has that its schema does not allow."""
    whole = {**schema, "components": openapi_of(APP)["components"]}
    checked = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [fault.message for fault in checked.iter_errors(example)]


def content_of(route: Any, answer: str) -> Any:
    """What the document says of one answer, named by its status and media type."""
    status, media_type = answer.split()
    return described(route)["responses"][status]["content"][media_type]


@walk
def test_an_operation_is_named_after_its_function_and_says_what_it_does(route) -> None:
    operation = described(route)
    assert operation["operationId"] == route.name == route.endpoint.__name__
    assert operation["description"].rstrip()[-1] in ".?"
    assert operation["summary"] != operation["summary"].title() or " " not in operation["summary"]


def test_no_two_operations_have_the_same_name() -> None:
    assert len({route.name for route in OPERATIONS}) == len(OPERATIONS)


@walk
def test_an_operation_says_which_keys_open_it_and_how_it_refuses(route) -> None:
    operation = described(route)
    refusals = {
        status: answer["content"].keys()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    }
    assert all(content == {"application/problem+json"} for content in refusals.values())
    assert bool(operation["security"]) == (route in GUARDED) == ("401" in refusals)
    assert ("422" in refusals) == ("requestBody" in operation)


def test_tags_are_explained_and_used() -> None:
    told = [tag["name"] for tag in openapi_of(APP)["tags"] if tag["description"]]
    used = [tuple(described(route)["tags"]) for route in OPERATIONS]
    assert told == [tag for tags in TAGS.values() for tag in tags]
    assert {(name,) for name in told} == set(used)


def test_no_shape_is_named_after_the_code() -> None:
    assert [name for name in openapi_of(APP)["components"]["schemas"] if not name.isalnum()] == []


@pytest.mark.parametrize("route", WITH_BODY, ids=named(WITH_BODY))
def test_what_takes_a_body_has_examples_of_its_shape(route) -> None:
    shown = examples(route.name)
    assert shown
    assert [faults(example, schema_of_body(route)) for example in shown] == [[]] * len(shown)


@pytest.mark.parametrize(
    ("route", "answer"), ANSWERS, ids=[f"{route.name}-{answer}" for route, answer in ANSWERS]
)
def test_an_answer_has_an_example_of_its_shape(route, answer: str) -> None:
    content = content_of(route, answer)
    assert faults(content["example"], content["schema"]) == []


@walk
def test_each_part_of_a_path_has_an_example_of_its_shape(route) -> None:
    places = [each for each in described(route).get("parameters", ()) if each["in"] == "path"]
    assert len(places) == route.path.count("{")
    assert [faults(each["example"], each["schema"]) for each in places] == [[]] * len(places)


@pytest.mark.parametrize("route", FILES, ids=named(FILES))
def test_the_example_of_a_file_has_the_columns_of_the_file(service: Client, route) -> None:
    header, row, end = content_of(route, "200 text/csv")["example"].split("\r\n")
    imported = service.post("/v1/imports", examples("start_import")[0]).json["id"]
    answer = service.get(target(route, id=imported))
    assert answer.body.decode().startswith(f"{header}\r\n")
    assert row
    assert not end


@pytest.mark.parametrize(
    ("route", "n"), WITH_EXAMPLES, ids=[f"{route.name}-{n}" for route, n in WITH_EXAMPLES]
)
def test_a_documented_example_is_taken(service: Client, route, n: int) -> None:
    ids = demonstration(service)
    named = {"id": ids[route.path.split("/")[2]]} if "{id}" in route.path else {}
    path = target(route, reference="R1", event_id=ids["events"], **named)
    answer = service.ask(method(route), path, examples(route.name)[n])
    assert answer.status in (200, 201), answer
    assert str(answer.status) in described(route)["responses"]


def test_the_example_session_raises_a_flag(service: Client) -> None:
    demonstration(service)
    flags = make.created(service.post("/v1/sessions", examples("record_session")[0]))["flags"]
    assert "feedback-time" in {flag["rule"] for flag in flags["raised"]}
    assert "feedback-time" in {flag["rule"] for flag in service.items("/v1/flags")}


def test_the_committed_document_is_the_generated_one() -> None:
    assert COMMITTED.read_text() == openapi_text(APP)


def test_the_document_is_openapi() -> None:
    validate(openapi_of(APP))


def test_the_service_shows_the_same_document(service: Client) -> None:
    assert service.get("/openapi.json").json == openapi_of(APP)
