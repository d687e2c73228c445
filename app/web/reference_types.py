"""Schemas in words: the type of a field, its limits, and the table of a shape's fields."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from app.web.pages import inline, link, table

_JSON = dict[str, Any]
SHAPES = "/reference/shapes"
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
    "null": "null",
}
_NULLS = (None, "null", {"type": "null"})
_FORMATS = {"date": "day", "date-time": "instant", "uuid": "id"}
_LIMITS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " of them"),
)


def type_of(schema: _JSON) -> str:
    """The type of a field as HTML; a named shape is a link."""
    if "$ref" in schema:
        return shape_link(schema["$ref"].rpartition("/")[2])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " or ".join(type_of(branch) for branch in schema[word])
    if "const" in schema:
        return _value(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(_value(value) for value in schema['enum'])}"
    kinds = schema.get("type", "any JSON")
    return " or ".join(
        _kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    )


def type_as_sent(schema: _JSON) -> str:
    """The type of a parameter, which can be left out but cannot be sent as null."""
    made = dict(schema)
    for word in ("type", "enum", "anyOf"):
        if isinstance(made.get(word), list):
            made[word] = [each for each in made[word] if each not in _NULLS]
    return type_of(made)


def shape_link(name: str) -> str:
    """A link to the table of a named shape."""
    return link(f"{SHAPES}#{name}", name)


def said_of(schema: _JSON, about: str = "") -> str:
    """What there is to say of a field beyond its type: its meaning, limits and default."""
    told = [about or schema.get("description", ""), *_limits(schema)]
    if schema.get("default") is not None:
        told.append(f"Unless told: `{_plain(schema['default'])}`.")
    return inline(" ".join(text for text in told if text))


def fields_of(name: str, schema: _JSON) -> str:
    """The table of a shape's fields, or in a sentence what it is if it has none."""
    if "properties" not in schema:
        return f"<p>{type_of({key: schema[key] for key in schema if key != 'title'})}</p>"
    required = schema.get("required", ())
    rows = [
        (_name(field, is_required=field in required), type_of(part), said_of(part))
        for field, part in schema["properties"].items()
    ]
    return table(f"Fields of {name}", ("Field", "Type", "What it is"), rows)


def _name(field: str, *, is_required: bool) -> str:
    needed = ' <span class="soft">(needed)</span>' if is_required else ""
    return f"<code>{escape(field)}</code>{needed}"


def _kind(kind: str, schema: _JSON) -> str:
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object whose values are {type_of(schema['additionalProperties'])}"
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "text")
    return _WORDS.get(kind, kind)


def _limits(schema: _JSON) -> Iterator[str]:
    for least, most, unit in _LIMITS:
        low, high = (_number(schema.get(name)) for name in (least, most))
        if low and high:
            yield f"{low} to {high}{unit}."
        elif low:
            yield f"At least {low}{unit}."
        elif high:
            yield f"At most {high}{unit}."


def _number(limit: float | None) -> str:
    return "" if limit is None else f"{limit:.15g}"


def _value(value: object) -> str:
    return f"<code>{escape(_plain(value))}</code>"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
