"""The OpenAPI document: FastAPI's, made exact and kind to older clients."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.web.examples import add_examples
from app.web.naming import name_operation, renamed
from app.web.openapi_30 import as_openapi_30
from app.web.problems import PROBLEM_SCHEMA
from app.web.switchboard import operations
from app.web.tasks import tag_groups

_JSON = dict[str, Any]
_POINTER = re.compile(r'"#/components/schemas/([\w.-]+)"')
_SCHEMES: _JSON = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer <key>`"},
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same key, as `X-API-Key`.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The same key as the password, with any user name.",
    },
}


def openapi_of(app: FastAPI) -> _JSON:
    """The document of an application; made once, when it is first asked for."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def openapi_text(app: FastAPI) -> str:
    """The document as it is served and committed: the same text for the same code."""
    return json.dumps(openapi_of(app), ensure_ascii=False, indent=2) + "\n"


def openapi_of_30(app: FastAPI) -> _JSON:
    """The same document as OpenAPI 3.0.3, without what webhooks alone used or is written out."""
    made = as_openapi_30(openapi_of(app))
    _drop_unused(made)
    return made


def openapi_text_30(app: FastAPI) -> str:
    """The 3.0.3 document as it is served."""
    return json.dumps(openapi_of_30(app), ensure_ascii=False, indent=2) + "\n"


def _made(app: FastAPI) -> _JSON:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description=app.description,
        routes=list(operations(app)),
        tags=app.openapi_tags,
        contact={"name": "Whoever runs this service for you"},
        license_info=app.license_info,
        servers=[{"url": "/"}],
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    document["components"]["securitySchemes"] = _SCHEMES
    if app.openapi_tags:
        document["x-tagGroups"] = tag_groups(app.openapi_tags)
    for operation in _operations(document):
        _tidy(operation)
        name_operation(operation)
    made = cast("_JSON", _plain(document, schemas))
    _drop_unused(made)
    made = renamed(made)
    add_examples(made)
    return made


def _operations(document: _JSON) -> Iterator[_JSON]:
    for item in document["paths"].values():
        yield from item.values()


def _tidy(operation: _JSON) -> None:
    """Take out what FastAPI adds and we never answer, and what is newer than OpenAPI 3.1."""
    operation.setdefault("security", [])
    responses = operation["responses"]
    if "HTTPValidationError" in json.dumps(responses.get("422", {})):
        del responses["422"]
    if "schemas/Put_" in json.dumps(responses.get("200")):  # the same words, whether new or not
        responses.setdefault("201", dict(responses["200"]))
    for response in responses.values():
        for content in response.get("content", {}).values():
            if "itemSchema" in content:
                content["schema"] = content.pop("itemSchema")
    operation["responses"] = dict(sorted(responses.items()))


def _drop_unused(document: _JSON) -> None:
    """Take out the schemas that nothing points at, and then what only they pointed at."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    found = _pointed_at(document["paths"])
    while found:
        used |= found
        found = _pointed_at([schemas[name] for name in found]) - used
    document["components"]["schemas"] = {name: schemas[name] for name in schemas if name in used}


def _pointed_at(node: object) -> set[str]:
    return set(_POINTER.findall(json.dumps(node)))


def _plain(node: object, schemas: _JSON) -> object:
    """A node in which `anyOf` with null has become a list of types, wherever that says the same."""
    if isinstance(node, list):
        return [_plain(inner, schemas) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {name: _plain(inner, schemas) for name, inner in node.items()}
    return _nullable(made, schemas) if isinstance(made.get("anyOf"), list) else made


def _nullable(schema: _JSON, schemas: _JSON) -> _JSON:
    branches = [branch for branch in schema["anyOf"] if branch != {"type": "null"}]
    if len(branches) != 1 or len(branches) == len(schema["anyOf"]):
        return schema
    branch = _written_out(branches[0], schemas)
    kind = branch.get("type")
    if not isinstance(kind, str):
        return schema
    others = {name: value for name, value in schema.items() if name != "anyOf"}
    made = {**branch, **others, "type": [kind, "null"]}
    if "const" in made:
        made["enum"] = [made.pop("const")]
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made


def _written_out(branch: _JSON, schemas: _JSON) -> _JSON:
    """A reference to an enumeration as the enumeration itself: a reference cannot be null."""
    name = branch.get("$ref", "").rpartition("/")[2]
    found: _JSON = schemas.get(name, {})
    if "enum" not in found:
        return branch
    return {key: value for key, value in found.items() if key not in ("title", "description")}
