"""What is documented is true: examples are taken, the committed document is the generated one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from app.web.openapi import openapi_of, openapi_text
from tests.harness.service import Client
from tests.resources import make
from tests.walkers.operations import APP, GUARDED, examples, method, named, schema_of_body, target

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
CREATING = [
    route
    for route in GUARDED
    if method(route) == "POST" and schema_of_body(route) and "{" not in route.path
]
WITH_EXAMPLES = [(route, n) for route in GUARDED for n in range(len(examples(route.name)))]


def demonstration(service: Client) -> None:
    """The records that the examples point at."""
    service.clock.set(datetime(2026, 11, 6, 9, tzinfo=UTC))
    make.team(service, "T1")
    make.worker(service, "W123")
    make.worker(service, "M7")
    make.case(service, "C-991")
    body = make.held("2026-10-05", supervisee_ref="W123", supervisor_ref="M7")
    actions = [make.action("ACT-5", "2026-10-20", owner_ref="W123")]
    make.made(service, "sessions", "SUP-88120", {**body, "actions": actions})


@pytest.mark.parametrize("route", CREATING, ids=named(CREATING))
def test_what_creates_has_an_example(route) -> None:
    assert examples(route.name)


@pytest.mark.parametrize(
    ("route", "n"), WITH_EXAMPLES, ids=[f"{route.name}-{n}" for route, n in WITH_EXAMPLES]
)
def test_a_documented_example_is_taken(service: Client, route, n: int) -> None:
    demonstration(service)
    answer = service.ask(method(route), target(route, reference="R1"), examples(route.name)[n])
    assert answer.status in (200, 201), answer


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
