"""The reference: the same document, as plain pages."""

import re
from html import unescape

import pytest

from app.web.openapi import openapi_of
from app.web.reference_pages import reference_pages
from app.web.reference_types import said_of, type_as_sent, type_of
from tests.walkers.operations import APP
from tests.web.toy import Toy

DOCUMENT = openapi_of(APP)
PAGES = reference_pages(DOCUMENT)
OPERATIONS = [
    (path, method, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


def anchors(name: str) -> list[str]:
    return re.findall(r'<section class="\w+" id="([^"]+)"', PAGES[name][1])


def test_every_operation_stands_on_the_page_of_its_tag_and_in_the_contents() -> None:
    for path, method, operation in OPERATIONS:
        (tag,) = operation["tags"]
        assert operation["operationId"] in anchors(tag)
        assert f"<code>{method.upper()} {path}</code>" in PAGES[tag][1]
        assert f'href="/reference/{tag}#{operation["operationId"]}"' in PAGES[""][1]


def test_every_shape_has_its_table() -> None:
    assert anchors("shapes") == list(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    for path, anchor in re.findall(r'href="(/reference[^"#]*)?(?:#([^"]*))?"', PAGES[name][1]):
        page = path.removeprefix("/reference").removeprefix("/") if path else name
        assert page in PAGES
        assert not anchor or anchor in anchors(page)


def test_every_field_and_parameter_is_named() -> None:
    shapes = PAGES["shapes"][1]
    for schema in DOCUMENT["components"]["schemas"].values():
        for field in schema.get("properties", ()):
            assert f"<code>{field}</code>" in shapes
    for _, _, operation in OPERATIONS:
        for parameter in operation.get("parameters", ()):
            assert f"<code>{parameter['name']}</code>" in PAGES[operation["tags"][0]][1]


def test_the_example_of_a_session_is_there_as_it_is_sent() -> None:
    assert '"reference": "SUP-88121"' in unescape(PAGES["sessions"][1])


def test_the_contents_follow_the_order_of_the_work() -> None:
    tasks = re.findall(r"<h2>(\w+)</h2>", PAGES[""][1])
    assert tasks == ["Record", "Check", "Report", "Integrate", "Administer"]


def test_a_page_that_is_not_there_is_not_found(toy: Toy) -> None:
    assert toy.ask("GET", "/reference/nothing", key=None).code == "not-found"


def test_a_reference_without_tasks_lists_its_operations(toy: Toy) -> None:
    page = toy.ask("GET", "/reference", key=None).body.decode()
    assert 'href="/reference/things#create_thing"' in page


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "date"}, "day"),
        ({"type": ["string", "null"], "format": "date-time"}, "instant or null"),
        ({"type": "string", "enum": ["a<", None]}, "one of <code>a&lt;</code>, <code>null</code>"),
        ({"const": 3}, "<code>3</code>"),
        ({"type": "array", "items": {"type": "integer"}}, "list of whole number"),
        ({"type": "array"}, "list of any JSON"),
        (
            {"type": "object", "additionalProperties": {"type": "boolean"}},
            "object whose values are true or false",
        ),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Post"}, {"type": "null"}]},
            '<a href="/reference/shapes#Post">Post</a> or null',
        ),
        ({}, "any JSON"),
    ],
)
def test_types_are_told_in_words(schema: dict[str, object], words: str) -> None:
    assert type_of(schema) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"description": "Use `a` & b.", "maximum": 5.0}, "Use <code>a</code> &amp; b. At most 5."),
        ({"minLength": 1, "maxLength": 128}, "1 to 128 characters."),
        ({"minItems": 1}, "At least 1 of them."),
        ({"minimum": 0, "maximum": 1440}, "0 to 1440."),
        ({"default": False}, "Unless told: <code>false</code>."),
        ({"default": None}, ""),
    ],
)
def test_limits_are_told_in_words(schema: dict[str, object], words: str) -> None:
    assert said_of(schema) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": ["string", "null"], "format": "uuid"}, "id"),
        ({"type": ["string", "null"], "enum": ["held", None]}, "one of <code>held</code>"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "whole number"),
        ({"type": "boolean"}, "true or false"),
    ],
)
def test_a_parameter_is_never_said_to_be_null(schema: dict[str, object], words: str) -> None:
    assert type_as_sent(schema) == words
