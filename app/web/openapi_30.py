"""The OpenAPI document as version 3.0.3, for tools that do not read 3.1 yet.

Whatever 3.0 cannot say is left out, so that the result allows more, never less.
"""

from dataclasses import dataclass, replace
from typing import Any

_JSON = dict[str, Any]
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("items", "not", "additionalProperties")
_DATA = ("example", "examples", "default", "enum")
_LATER = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$schema",
        "contains", "contentEncoding", "contentMediaType", "contentSchema", "dependentRequired",
        "dependentSchemas", "else", "if", "maxContains", "minContains", "patternProperties",
        "prefixItems", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""The words of JSON Schema 2020-12 that a Schema Object of 3.0 does not know."""


def as_openapi_30(document: _JSON) -> _JSON:
    """A copy of a 3.1 document as 3.0.3; one that is 3.0.3 already stays as it is."""
    rewriter = Rewriter(document.get("components", {}).get("schemas", {}))
    made: _JSON = _without(rewriter.part(document), "webhooks", "jsonSchemaDialect")
    made["openapi"] = "3.0.3"
    made["info"] = info = _without(made["info"], "summary")
    if "license" in info:
        info["license"] = _without(info["license"], "identifier")
    made.setdefault("paths", {})
    components = made.get("components", {})
    components.pop("pathItems", None)
    schemes = components.get("securitySchemes", {})
    for name in [name for name, scheme in schemes.items() if scheme.get("type") == "mutualTLS"]:
        del schemes[name]
    return made


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Rewrites schemas; knows those that have names, and which of them it is writing out."""

    named: _JSON
    writing_out: tuple[str, ...] = ()

    def part(self, node: Any) -> Any:  # noqa: ANN401  # any part of the document
        """A part of the document outside schemas, in which every schema has been rewritten."""
        if isinstance(node, list):
            return [self.part(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            return {"$ref": node["$ref"]}
        return {name: self._member(name, inner) for name, inner in node.items()}

    def _member(self, name: str, inner: Any) -> Any:  # noqa: ANN401  # as above
        if name == "schema":
            return self.schema(inner)
        if name == "schemas":
            return {each: self.schema(schema) for each, schema in inner.items()}
        return inner if name in _DATA or name.startswith("x-") else self.part(inner)

    def schema(self, schema: _JSON | bool) -> _JSON:  # noqa: FBT001  # a schema may be a boolean
        """A schema of JSON Schema 2020-12 as a Schema Object of OpenAPI 3.0."""
        if isinstance(schema, bool):
            return {} if schema else {"not": {}}
        made = self._choice(self._inside(schema))
        for step in (_reference, _type, _const, _bounds, _example, _content, _list):
            made = step(made)
        return {name: value for name, value in made.items() if name not in _LATER}

    def _inside(self, schema: _JSON) -> _JSON:
        made = dict(schema)
        for name in _LISTS:
            if name in made:
                made[name] = [self.schema(each) for each in made[name]]
        if "properties" in made:
            made["properties"] = {
                key: self.schema(each) for key, each in made["properties"].items()
            }
        for name in _SINGLE:
            if name in made and not (
                name == "additionalProperties" and made[name] in (True, False)
            ):
                made[name] = self.schema(made[name])
        return made

    def _choice(self, schema: _JSON) -> _JSON:
        """A choice between one thing and null is that thing, written out and `nullable`.

        Beside a reference `nullable` would mean nothing; with more to choose from, null stays a
        branch of its own.
        """
        for word in ("anyOf", "oneOf"):
            branches = schema.get(word, [])
            told = [branch for branch in branches if not _is_null(branch)]
            if len(told) == 1 and len(branches) > 1:
                whole = self._written_out(told[0])
                if "type" in whole:
                    return {**whole, **_without(schema, word), "nullable": True}
        return schema

    def _written_out(self, branch: _JSON) -> _JSON:
        name = branch.get("$ref", "").rpartition("/")[2]
        if name not in self.named or name in self.writing_out:
            return branch
        return replace(self, writing_out=(*self.writing_out, name)).schema(self.named[name])


def _is_null(branch: _JSON) -> bool:
    return branch.get("enum") == [None]


def _reference(schema: _JSON) -> _JSON:
    """What stands beside a reference is not read in 3.0, unless the reference is in `allOf`."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    others = _without(schema, "$ref")
    return {"allOf": [{"$ref": schema["$ref"]}, *others.pop("allOf", [])], **others}


def _type(schema: _JSON) -> _JSON:
    """A list of types becomes one type or several branches; null becomes `nullable`."""
    types = schema.get("type")
    if types == "null":
        types = ["null"]
    if not isinstance(types, list):
        return schema
    made = _without(schema, "type")
    nullable = {"nullable": True} if "null" in types else {}
    match [each for each in types if each != "null"]:
        case []:
            return {"type": "string", **nullable, "enum": [None], **made}
        case [one]:
            return {"type": one, **nullable, **made}
        case [first, *others]:
            branches = [{"type": first, **nullable}, *({"type": each} for each in others)]
            return {"allOf": [{"anyOf": [_list(each) for each in branches]}], **made}
    return schema


def _const(schema: _JSON) -> _JSON:
    return {**_without(schema, "const"), "enum": [schema["const"]]} if "const" in schema else schema


def _bounds(schema: _JSON) -> _JSON:
    """A bound that cannot be reached: a number in 3.1, a mark beside the bound in 3.0."""
    made = dict(schema)
    for mark, bound, sign in (
        ("exclusiveMinimum", "minimum", 1),
        ("exclusiveMaximum", "maximum", -1),
    ):
        limit = made.get(mark)
        if limit is None or isinstance(limit, bool):
            continue
        reached = made.get(bound)
        made[mark] = reached is None or sign * limit >= sign * reached
        made[bound] = limit if made[mark] else reached
    return made


def _example(schema: _JSON) -> _JSON:
    """3.0 knows one example of a schema."""
    examples = schema.get("examples")
    if not isinstance(examples, list):
        return schema
    first = {"example": examples[0]} if examples else {}
    return {**first, **_without(schema, "examples")}


def _content(schema: _JSON) -> _JSON:
    """A string that stands for bytes has a format in 3.0."""
    if schema.get("contentEncoding") == "base64":
        return {**schema, "format": "byte"}
    if schema.get("contentMediaType") == "application/octet-stream":
        return {**schema, "format": "binary"}
    return schema


def _list(schema: _JSON) -> _JSON:
    """A list must say what it is a list of."""
    return {"items": {}, **schema} if schema.get("type") == "array" else schema


def _without(node: _JSON, *names: str) -> _JSON:
    return {name: value for name, value in node.items() if name not in names}
