"""The pages for people and the document for programs."""

import json
from typing import Any

import pytest
from openapi_spec_validator import validate
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import Unavailable
from app.web.openapi import openapi_text
from tests.web.toy import Toy


@pytest.fixture
def document(toy: Toy) -> Any:
    return toy.ask("GET", "/openapi.json", key=None).json


def test_the_document_is_valid_and_always_the_same(document: Any, toy: Toy) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert json.dumps(document) == json.dumps(json.loads(openapi_text(Toy().app)))


def test_operations_are_named_after_their_functions(document: Any) -> None:
    assert document["paths"]["/v1/things"]["post"]["operationId"] == "create_thing"


def test_each_operation_documents_its_key_scopes_and_problems(document: Any) -> None:
    operation = document["paths"]["/v1/things"]["post"]
    assert operation["security"] == [{"bearer": []}, {"apiKey": []}, {"basic": []}]
    assert operation["x-required-scopes"] == ["records:write"]
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "503"} == set(
        operation["responses"]
    )
    assert document["paths"]["/v1/me"]["get"]["x-required-scopes"] == []
    assert "404" in document["paths"]["/v1/things/{id}"]["get"]["responses"]
    assert document["paths"]["/livez"]["get"]["security"] == []


def test_frameworks_own_errors_are_documented_nowhere(document: Any) -> None:
    assert "ValidationError" not in json.dumps(document)


def test_null_is_a_type_and_no_branch(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["ThingRead"]["properties"]["kind"] == {
        "title": "Kind",
        "type": ["string", "null"],
        "enum": ["round", "square", None],
    }
    parameters = document["paths"]["/v1/things"]["get"]["parameters"]
    kind = next(each for each in parameters if each["name"] == "kind")
    assert kind["schema"]["type"] == ["string", "null"]


def test_the_docs_need_nothing_from_outside(toy: Toy) -> None:
    page = toy.ask("GET", "/docs", key=None)
    assert "http://" not in page.body.decode()
    assert "https://" not in page.body.decode()
    assert "script-src 'self';" in page.headers["content-security-policy"]
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "docs.css"):
        assert toy.ask("GET", f"/docs/{asset}", key=None).status == 200
    assert toy.ask("GET", "/docs/start.js", key=None).status == 200


def test_the_docs_serve_nothing_else(toy: Toy) -> None:
    assert toy.ask("GET", "/docs/main.py", key=None).status == 404
    assert toy.ask("GET", "/docs/pages.css", key=None).status == 404
    assert toy.ask("GET", "/docs/..%2Fmain.py", key=None).status == 404


def test_a_demo_fills_in_its_key(toy: Toy) -> None:
    toy.app.state.demo_key = "sk_demo</script>"
    script = toy.ask("GET", "/docs/start.js", key=None).body.decode()
    assert '"sk_demo\\u003c/script>"' in script


def test_outside_a_demo_no_key_is_filled_in(toy: Toy) -> None:
    assert "const key = null;" in toy.ask("GET", "/docs/start.js", key=None).body.decode()


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/version"])
def test_the_service_answers_without_a_key(toy: Toy, path: str) -> None:
    assert toy.ask("GET", path, key=None).status == 200


@pytest.mark.parametrize("error", [Unavailable("x"), PoolTimeout("x")])
def test_not_ready_is_503_while_alive_stays_200(toy: Toy, error: Exception) -> None:
    toy.ready_fails = error
    got = toy.ask("GET", "/readyz", key=None)
    assert (got.status, got.code) == (503, "unavailable")
    assert got.headers["retry-after"] == "2"
    assert toy.ask("GET", "/livez", key=None).status == 200
