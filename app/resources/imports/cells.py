"""What the text of cells says, by the kind of the field that each belongs to."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.resources.records.schemas import IncomingRecord

WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
SIMPLE = frozenset({"string", "boolean", "integer", "number"})
BETWEEN = ";"
"""What parts the words of a list in one cell."""
Schema = Mapping[str, Any]


def document(model: type[IncomingRecord], cells: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record; a dot leads into an object, a number to a place in a list.

    What a field cannot take stays text, so that the record's own checks refuse it.
    """
    found: dict[str, Any] = {}
    for path, text in cells.items():
        value = _value(_kinds(model, path), text)
        _put(found, path, value)
    return {name: _listed(part) for name, part in found.items()}


def can_fill(model: type[IncomingRecord], path: str) -> bool:
    """Whether a path leads to what the text of one cell can say."""
    return any(
        part.get("type") in SIMPLE or not SIMPLE.isdisjoint(_types(model, part.get("items", {})))
        for part in _parts(model, path)
    )


def _put(found: dict[str, Any], path: str, value: object) -> None:
    """Put a value where its path leads; where another column stands in its way, it is no field."""
    *steps, last = path.split(".")
    part: Any = found
    for step in steps:
        part = part.setdefault(step, {}) if isinstance(part, dict) else None
    if isinstance(part, dict) and last not in part:
        part[last] = value
    else:
        found[f"{path} again"] = value


def _listed(part: Any) -> Any:  # noqa: ANN401  # any JSON
    """Objects whose keys are all numbers are lists, in the order of these."""
    if not isinstance(part, dict):
        return part
    inner = {name: _listed(value) for name, value in part.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _value(kinds: frozenset[str], text: str) -> object:
    bare = text.strip()
    if "array" in kinds:
        return [word.strip() for word in bare.split(BETWEEN) if word.strip()]
    if "string" in kinds:
        return bare
    if "boolean" in kinds:
        return WORDS.get(bare.lower(), text)
    return int(bare) if "integer" in kinds and WHOLE.fullmatch(bare) else text


@lru_cache(maxsize=1000)
def _kinds(model: type[IncomingRecord], path: str) -> frozenset[str]:
    """The JSON types that the field at a path may have; none where there is no such field."""
    return frozenset(str(part["type"]) for part in _parts(model, path) if "type" in part)


def _parts(model: type[IncomingRecord], path: str) -> list[Schema]:
    """The schemas of the field at a path, one for each branch that it may take."""
    whole = _schema(model)
    parts: list[Schema] = [whole]
    for step in path.split("."):
        parts = [branch for part in parts for branch in _below(whole, part, step)]
    return parts


def _types(model: type[IncomingRecord], part: Schema) -> set[str]:
    return {str(branch.get("type")) for branch in _branches(_schema(model), part)}


@lru_cache
def _schema(model: type[IncomingRecord]) -> Schema:
    return model.model_json_schema()


def _below(whole: Schema, part: Schema, step: str) -> list[Schema]:
    inner = part.get("items") if step.isdecimal() else part.get("properties", {}).get(step)
    return _branches(whole, inner) if inner else []


def _branches(whole: Schema, part: Schema) -> list[Schema]:
    if "$ref" in part:
        return _branches(whole, whole["$defs"][part["$ref"].rpartition("/")[2]])
    branches = part.get("anyOf", [part])
    return [each for one in branches for each in ([one] if one is part else _branches(whole, one))]
