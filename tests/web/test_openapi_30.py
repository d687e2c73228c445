"""The OpenAPI document as 3.0.3."""

import copy
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS30Validator, OAS31Validator
from openapi_spec_validator import validate

from app.cli import main
from app.web.openapi import openapi_of, openapi_of_30
from app.web.openapi_30 import Rewriter, as_openapi_30
from tests.walkers.operations import APP
from tests.web.toy import Toy

NEWER, OLDER = openapi_of(APP), openapi_of_30(APP)
PART = {"type": "object", "properties": {"size": {"type": "integer"}}}
NAMED = {"Part": PART}


def test_it_is_served_and_valid(toy: Toy) -> None:
    document = toy.ask("GET", "/openapi-3.0.json", key=None).json
    validate(document)
    assert document["openapi"] == "3.0.3"


def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(main, ["openapi", "--version", "3.0"], catch_exceptions=False)
    assert json.loads(printed.output) == OLDER
    assert CliRunner().invoke(main, ["openapi", "--version", "2.0"]).exit_code == 2


def test_rewriting_leaves_the_original_as_it_is_and_is_done_when_done() -> None:
    before = copy.deepcopy(NEWER)
    once = as_openapi_30(NEWER)
    assert before == NEWER
    assert as_openapi_30(once) == once


def test_every_operation_parameter_and_answer_is_still_there() -> None:
    assert OLDER["paths"].keys() == NEWER["paths"].keys()
    for path, item in NEWER["paths"].items():
        for method, newer in item.items():
            older = OLDER["paths"][path][method]
            assert older["operationId"] == newer["operationId"]
            assert older["responses"].keys() == newer["responses"].keys()
            assert [each["name"] for each in older.get("parameters", ())] == [
                each["name"] for each in newer.get("parameters", ())
            ]


def test_nothing_of_3_1_is_left() -> None:
    text = json.dumps(OLDER)
    assert "summary" not in OLDER["info"]
    assert "identifier" not in OLDER["info"]["license"]
    assert not re.search(r'"type": (?:\[|"null")', text)
    assert not re.search(r'"(?:const|exclusiveMinimum|exclusiveMaximum)": [^tf]', text)


def answers(document: Any) -> list[tuple[Any, Any]]:
    """Each answer's schema with its example."""
    return [
        (content["schema"], content["example"])
        for item in document["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for content in response.get("content", {}).values()
        if "example" in content
    ]


def test_every_example_is_as_right_as_before() -> None:
    checked = 0
    for schema, example in answers(OLDER):
        OAS30Validator({**schema, "components": OLDER["components"]}).validate(example)
        checked += 1
    assert checked == len(answers(NEWER)) > 100


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["integer"]}, {"type": "integer"}),
        (
            {"type": ["string", "integer", "null"]},
            {"allOf": [{"anyOf": [{"type": "string", "nullable": True}, {"type": "integer"}]}]},
        ),
        ({"type": "null"}, {"type": "string", "nullable": True, "enum": [None]}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"examples": [1, 2]}, {"example": 1}),
        ({"examples": []}, {}),
        ({"exclusiveMinimum": 3}, {"minimum": 3, "exclusiveMinimum": True}),
        (
            {"exclusiveMaximum": 9, "maximum": 4},
            {"maximum": 4, "exclusiveMaximum": False},
        ),
        (
            {"exclusiveMaximum": 4, "maximum": 9},
            {"maximum": 4, "exclusiveMaximum": True},
        ),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"contentEncoding": "base64", "type": "string"}, {"type": "string", "format": "byte"}),
        (
            {"contentMediaType": "application/octet-stream", "type": "string"},
            {"type": "string", "format": "binary"},
        ),
        ({"propertyNames": {"maxLength": 3}, "type": "object"}, {"type": "object"}),
        (True, {}),
        (False, {"not": {}}),
        (
            {"$ref": "#/components/schemas/Part", "description": "x"},
            {"allOf": [{"$ref": "#/components/schemas/Part"}], "description": "x"},
        ),
        ({"$ref": "#/components/schemas/Part"}, {"$ref": "#/components/schemas/Part"}),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}], "title": "P"},
            {**PART, "title": "P", "nullable": True},
        ),
        (
            {"anyOf": [{"type": "boolean"}, {"type": "string"}, {"type": "null"}]},
            {
                "anyOf": [
                    {"type": "boolean"},
                    {"type": "string"},
                    {"type": "string", "nullable": True, "enum": [None]},
                ]
            },
        ),
        (
            {"additionalProperties": {"type": ["integer", "null"]}},
            {"additionalProperties": {"type": "integer", "nullable": True}},
        ),
        ({"additionalProperties": False}, {"additionalProperties": False}),
        (
            {"properties": {"const": {"const": 1}}, "default": {"const": 1}},
            {"properties": {"const": {"enum": [1]}}, "default": {"const": 1}},
        ),
    ],
)
def test_a_schema_says_the_same_in_the_words_of_3_0(newer: Any, older: Any) -> None:
    rewriter = Rewriter(NAMED)
    assert rewriter.schema(newer) == older
    assert rewriter.schema(older) == older


def test_a_shape_that_may_hold_itself_is_written_out_once() -> None:
    reference = {"$ref": "#/components/schemas/Node"}
    node = {"type": "object", "properties": {"next": {"anyOf": [reference, {"type": "null"}]}}}
    made = Rewriter({"Node": node}).schema(node)
    inner = made["properties"]["next"]["properties"]["next"]
    assert reference in inner["anyOf"]


SAMPLES = [None, True, 0, 3, 3.5, 4, 9, "", "a", "abc", [], [1], {}, {"size": 1}, {"size": "x"}]
SCHEMAS: list[dict[str, Any]] = [
    {"type": ["string", "null"], "maxLength": 1},
    {"type": ["string", "integer", "null"]},
    {"type": ["array", "boolean"]},
    {"exclusiveMinimum": 3, "type": "number"},
    {"exclusiveMaximum": 9, "maximum": 4, "type": "number"},
    {"const": "a"},
    {"type": ["string", "null"], "enum": ["a", None]},
    {"anyOf": [PART, {"type": "null"}]},
    {"anyOf": [{"type": "boolean"}, {"type": "string"}, {"type": "null"}]},
    {"oneOf": [{"type": "integer"}, {"type": "null"}]},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_the_same_is_valid_by_both(schema: dict[str, Any]) -> None:
    older = Rewriter({}).schema(schema)
    by_newer = [OAS31Validator(schema).is_valid(sample) for sample in SAMPLES]
    by_older = [OAS30Validator(older).is_valid(sample) for sample in SAMPLES]
    assert by_older == by_newer
    assert set(by_newer) == {True, False}


def test_what_3_0_does_not_know_is_dropped_from_a_document() -> None:
    made = as_openapi_30(
        {
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": {"title": "T", "version": "1", "summary": "S", "license": {"name": "L"}},
            "webhooks": {"told": {"post": {}}},
            "components": {
                "pathItems": {"p": {}},
                "securitySchemes": {"m": {"type": "mutualTLS"}, "b": {"type": "http"}},
                "parameters": {"P": {"$ref": "#/components/parameters/Q", "summary": "no"}},
            },
        }
    )
    assert made == {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1", "license": {"name": "L"}},
        "components": {
            "securitySchemes": {"b": {"type": "http"}},
            "parameters": {"P": {"$ref": "#/components/parameters/Q"}},
        },
        "paths": {},
    }


def test_a_wrong_example_would_be_found() -> None:
    schema, _ = answers(OLDER)[0]
    with pytest.raises(ValidationError):
        OAS30Validator({**schema, "components": OLDER["components"]}).validate(3)
