"""Another organisation's records do not exist, wherever their ids are put."""

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from tests.harness.service import Answer, Client, newcomer
from tests.resources import make
from tests.resources.test_putting import NEW
from tests.walkers.operations import (
    GUARDED,
    TYPE_OF,
    examples,
    filters,
    method,
    named,
    pointers,
    schema_of_body,
    target,
)

CANARY = "canary"
WORKED_OUT = ("/v1/expectations", "/v1/flags")
BY_ID = [route for route in GUARDED if "{id}" in route.path]
BY_KEY = [route for route in GUARDED if "{reference:path}" in route.path]
FILTERED = [(route, name) for route in GUARDED for name in filters(route)]
POINTING = [
    (route, place, name)
    for route in GUARDED
    for place, name in pointers(schema_of_body(route) or {})
    if not route.path.startswith(WORKED_OUT)  # nobody sends one: tests/resources/test_exemptions.py
]


@pytest.fixture(scope="module")
def theirs(running: Any) -> dict[str, str]:
    """Another organisation's ids, by type; its words are all canaries."""
    client = newcomer(running)
    make.team(client, CANARY, name=CANARY)
    make.worker(client, "W1", display_name=CANARY, posts=[{"team_ref": CANARY}])
    make.worker(client, "M1", display_name=CANARY)
    make.agreement(client)
    make.case(client, "C1", plans=[{"type": CANARY, "started_on": "2025-01-01"}])
    session = make.session(
        client,
        CANARY,
        reflection=CANARY,
        actions=[make.action("A1", description=CANARY)],
        feedback=[{"direction": "supervisee_to_supervisor", "more_of": CANARY}],
        discussions=[{"case_ref": "C1", "analysis": CANARY}],
    )
    note = make.note(client, CANARY, decision=CANARY)
    found = {type: client.items(f"/v1/{type}")[0]["id"] for type in NEW}
    expectations = client.items("/v1/expectations", worker=found["workers"])
    policy = client.post("/v1/policies", {"effective_on": "2026-03-01"})
    return {
        **found,
        "sessions": session["id"],
        "oversight-notes": note["id"],
        "expectations": expectations[0]["id"],
        "flags": expectations[0]["id"],
        "jobs": policy.json["reevaluating"]["job_id"],
        "imports": client.post("/v1/imports", [{"type": CANARY}]).json["id"],
        "returns": client.post("/v1/returns", {"title": CANARY, "asked": {}}).json["id"],
        "webhooks": client.post(
            "/v1/webhooks", {"url": f"https://{CANARY}.example/", "description": CANARY}
        ).json["id"],
    }


def not_a_word(answer: Answer) -> Answer:
    assert CANARY not in answer.everything
    return answer


@pytest.mark.parametrize("route", BY_ID, ids=named(BY_ID))
def test_in_a_path_it_is_404(resident: Client, theirs: dict[str, str], route) -> None:
    id = theirs[route.path.split("/")[2]]
    schema = schema_of_body(route) or {}
    body = {name: [] for name in schema.get("required", ()) if name.endswith("s")}
    body |= {"direction": "supervisee_to_supervisor"} if route.path.endswith("/feedback") else {}
    if schema and route.path.startswith(WORKED_OUT):
        (body,) = examples(route.name)
    sent = body if schema else None
    answer = not_a_word(resident.ask(method(route), target(route, id=id), sent))
    assert (answer.status, answer.code) == (404, "not-found")


@pytest.mark.parametrize("route", BY_KEY, ids=named(BY_KEY))
def test_by_its_reference_it_is_nobodys(service: Client, theirs: dict[str, str], route) -> None:
    type = route.path.split("/")[4]
    sent = NEW[type] if method(route) == "PUT" else None
    reference = {"workers": "W1", "cases": "C1", "actions": "A1", "agreements": "AG1"}.get(
        type, CANARY
    )
    answer = service.ask(method(route), target(route, reference=reference), sent)
    assert answer.status in ({201, 422} if sent else {404})
    assert answer.status != 201 or answer.json["outcome"] == "created"


@pytest.mark.parametrize(
    ("route", "name"), FILTERED, ids=[f"{route.name}-{name}" for route, name in FILTERED]
)
def test_in_a_filter_it_finds_nothing(
    resident: Client, theirs: dict[str, str], route, name: str
) -> None:
    id = theirs[TYPE_OF[name]]
    answer = not_a_word(resident.get(target(route), **{name: id}, **in_groups(route.path)))
    assert answer.status == 200
    assert rows_of(answer) == []


def in_groups(path: str) -> dict[str, str]:
    """Figures that are not split have a row that counts nothing."""
    if path == "/v1/compliance.svg":
        return {}  # it is split by itself
    return {"group_by": "team"} if path.startswith("/v1/compliance") else {}


def rows_of(answer: Answer) -> list[Any]:  # noqa: PLR0911  # one for each format
    """The rows of a list, in whatever format it came; what describes a file has none."""
    match answer.headers["content-type"].partition(";")[0]:
        case "text/csv":
            return answer.body.decode().splitlines()[1:]
        case "application/x-ndjson":
            return answer.body.splitlines()
        case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            return (
                CalamineWorkbook.from_object(io.BytesIO(answer.body))
                .get_sheet_by_index(0)
                .to_python()[1:]
            )
        case "application/vnd.apache.parquet":
            return parquet.read_table(io.BytesIO(answer.body)).to_pylist()
        case "image/svg+xml":
            return re.findall('class="label"', answer.body.decode())
        case "application/csvm+json":
            return []
    return answer.json["items"]


@pytest.mark.parametrize(
    ("route", "place", "name"),
    POINTING,
    ids=[f"{route.name}-{'-'.join((*place, name))}" for route, place, name in POINTING],
)
def test_in_a_body_it_is_422(
    resident: Client, theirs: dict[str, str], route, place: tuple[str, ...], name: str
) -> None:
    type = route.path.split("/")[4 if "{reference" in route.path else 2]
    mine = resident.put(type, "R1", NEW[type]).json["record"]["id"]
    pointer = name.removesuffix("s").removesuffix("_id")
    id = theirs[TYPE_OF.get(pointer, "actions")]
    body = pointing(copy.deepcopy(NEW[type]) if method(route) == "POST" else {}, place, name, id)
    answer = not_a_word(resident.ask(method(route), target(route, id=mine, reference="R1"), body))
    assert (answer.status, answer.code) in {
        (422, "reference-not-found"),
        (404, "not-found"),
        (422, "invalid"),
    }
    assert resident.get(f"/v1/{type}/{mine}").json["version"] == 1


def pointing(body: Any, place: tuple[str, ...], name: str, id: str) -> Any:
    """The body with an id put in one place, and no reference beside it."""
    inner = body
    for step in place:
        item = {"outcome": "progressing", "direction": "supervisee_to_supervisor"}
        inner[step] = [item if step in ("action_reviews", "feedback") else {}]
        if step == "allocations":
            inner[step] = [{"started_on": "2025-01-01"}]
        inner = inner[step][0]
    pointer = name.removesuffix("s").removesuffix("_id")
    for other in (f"{pointer}_ref", f"{pointer}_refs"):
        inner.pop(other, None)
    inner[name] = [id] if name.endswith("s") else id
    return body


def test_the_places_in_bodies_are_found() -> None:
    """The walker would be content with none."""
    assert len(POINTING) > 40
    assert {name for _, _, name in POINTING} >= {"case_id", "supervisee_ids", "parent_id", "id"}


def test_lists_hold_nothing_of_theirs(service: Client, theirs: dict[str, str]) -> None:
    for path in lists():
        answer = not_a_word(service.get(path, **in_groups(path)))
        assert rows_of(answer) == [], path


def lists() -> Iterator[str]:
    """Every list of records and of what is worked out."""
    for route in GUARDED:
        is_list = method(route) == "GET" and route.name.startswith(("list_", "export_"))
        shipped = ("{", "rules", "policies", "templates", "prompts")
        if is_list and not any(part in route.path for part in shipped):
            yield route.path
