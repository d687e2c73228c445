"""The names and sentences of the OpenAPI document: as people write them, as programs keep them."""

import json
import re
from typing import Any

_JSON = dict[str, Any]
_GENERIC = re.compile(r"([A-Za-z]+)_(?:Union_)?([A-Za-z]+?)(?:Read)?_(?:_Tombstone__)?")
_REFERENCE = re.compile(r'("\$ref": "#/components/schemas/)([\w.-]+)"')
_SHORT = {"CountedPage": "Page", "Put": "Outcome"}
_DONE = {"200": "As asked", "201": "Created", "204": "Done; there is nothing to say"}


def name_operation(operation: _JSON) -> None:
    """Make a sentence of the summary and of each answer that FastAPI leaves with its own words."""
    words = operation["operationId"].replace("_", " ")
    if operation["summary"] == words.title():
        is_question = words.startswith("is ")
        operation["summary"] = f"Is it {words[3:]}?" if is_question else words.capitalize()
    for status, response in operation["responses"].items():
        if response["description"] == "Successful Response":
            response["description"] = _DONE.get(status, "As asked")


def renamed(document: _JSON) -> _JSON:
    """The document with `Put_TeamRead_` named `TeamOutcome`: generated clients show these names."""
    schemas = document["components"]["schemas"]
    names = {name: _plain(name) for name in schemas}
    if len(set(names.values())) < len(names):
        raise TypeError("two shapes would have the same name in the OpenAPI document")
    for name, schema in schemas.items():
        if name != names[name]:
            schema["title"] = names[name]
    document["components"]["schemas"] = {
        names[name]: schemas[name] for name in sorted(schemas, key=names.__getitem__)
    }
    text = _REFERENCE.sub(lambda found: f'{found[1]}{names[found[2]]}"', json.dumps(document))
    made: _JSON = json.loads(text)
    return made


def _plain(name: str) -> str:
    generic = _GENERIC.fullmatch(name)
    return generic[2] + _SHORT.get(generic[1], generic[1]) if generic else name
