"""Pydantic's errors in our words; knows pydantic alone, so that services can use it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import core_schema

from app.errors import Fault

MAX_FAULTS = 100  # a body of 1 MB can be wrong in 150,000 places
_BUILT_IN = frozenset(get_args(core_schema.ErrorType))

# Type of pydantic's error -> our code and sentence. What stands in braces is a bound of the schema.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("required", "This is required."),
    "extra_forbidden": ("unknown-field", "This is not a field that is known here."),
    "string_too_short": ("too-short", "Must have at least {min_length} character(s)."),
    "string_too_long": ("too-long", "Must have at most {max_length} characters."),
    "string_pattern_mismatch": ("wrong-form", "Does not have the form that is documented."),
    "too_short": ("too-few", "Must have at least {min_length} item(s)."),
    "too_long": ("too-many", "Must have at most {max_length} items."),
    "greater_than": ("too-small", "Must be more than {gt}."),
    "greater_than_equal": ("too-small", "Must be {ge} or more."),
    "less_than": ("too-large", "Must be less than {lt}."),
    "less_than_equal": ("too-large", "Must be {le} or less."),
    "multiple_of": ("wrong-step", "Must be a multiple of {multiple_of}."),
    "enum": ("not-allowed", "Must be one of: {expected}."),
    "literal_error": ("not-allowed", "Must be one of: {expected}."),
    "union_tag_invalid": ("not-allowed", "Must be one of: {expected_tags}."),
    "union_tag_not_found": ("required", "The field that tells the kinds apart is required."),
    "int_from_float": ("not-whole", "Must be a whole number."),
    "int_parsing_size": ("too-large", "Is too large a number."),
    "finite_number": ("not-finite", "Must be a finite number."),
    "timezone_aware": ("offset-missing", "Must have an offset, such as Z or +01:00."),
    "timezone_naive": ("offset-not-allowed", "Must not have an offset."),
    "none_required": ("must-be-null", "Must be null."),
    "date_from_datetime_inexact": ("wrong-form", "Must be a day, as YYYY-MM-DD."),
    "datetime_from_date_parsing": ("wrong-form", "Must be an instant, as 2026-11-02T10:00:00Z."),
    "uuid_parsing": ("wrong-form", "Must be a UUID."),
    "uuid_version": ("wrong-form", "Must be a UUID of our making."),
}
_KINDS: dict[str, str] = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen_set": "a list",
    "iterable": "a list",
    "dict": "an object",
    "mapping": "an object",
    "model": "an object",
    "model_attributes": "an object",
    "dataclass": "an object",
    "date": "a day, as YYYY-MM-DD",
    "date_from_datetime": "a day, as YYYY-MM-DD",
    "datetime": "an instant, as 2026-11-02T10:00:00Z",
    "time": "a time of day",
    "time_delta": "a duration",
    "uuid": "a UUID",
    "url": "an address",
}
_BOUNDS = (
    "min_length",
    "max_length",
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "expected",
    "expected_tags",
)


def faults_of(
    error: ValidationError, prefix: str = "", *, model: Hashable = None, sent: object = None
) -> tuple[Fault, ...]:
    """One fault for each error; `model` tells its own field names from keys that were sent."""
    names = names_in(model) if model is not None else None
    found = error.errors(include_url=False, include_input=False)
    return tuple(
        fault_at(each, each["loc"], names, prefix=prefix, sent=sent) for each in found[:MAX_FAULTS]
    )


def fault_at(
    error: Mapping[str, Any],
    loc: Sequence[int | str],
    names: frozenset[str] | None,
    *,
    prefix: str = "",
    sent: object = None,
) -> Fault:
    """One error of pydantic's at a place in a body."""
    code, detail = words_for(error)
    if error["type"] == "extra_forbidden":
        detail = _place_of_unknown(loc, sent) or detail
        loc = loc[:-1]
    return Fault(code, detail, pointer=prefix + pointer_to(loc, names, sent))


def words_for(error: Mapping[str, Any]) -> tuple[str, str]:
    """Our code and sentence for one error; only ours, or a validator's own, reach the caller."""
    kind = error["type"]
    if kind not in _BUILT_IN:
        return kind.replace("_", "-"), error["msg"]
    if kind in _WORDS:
        code, detail = _WORDS[kind]
        context = error.get("ctx") or {}
        bounds = {name: context.get(name, "the documented bound") for name in _BOUNDS}
        return code, detail.format_map(bounds)
    stem = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_object_invalid")
    if stem in _KINDS:
        return (
            "wrong-form" if kind.endswith("_parsing") else "wrong-type"
        ), f"Must be {_KINDS[stem]}."
    return "not-allowed", "This value is not allowed."


def pointer_to(loc: Sequence[int | str], names: frozenset[str] | None, sent: object = None) -> str:
    """A JSON pointer that stops short of any key the sender made up."""
    pointer, here = "", sent
    for step in loc:
        if isinstance(step, str) and not _is_ours(step, names):
            if isinstance(here, dict) and step not in here:
                continue  # pydantic's label of a union's branch, not a place
            break
        pointer += f"/{escaped(str(step))}"
        here = _inside(here, step)
    return pointer


def escaped(step: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


@lru_cache(maxsize=512)
def names_in(model: Hashable) -> frozenset[str]:
    """Every field name that a type documents, at any depth."""
    return frozenset(_names(TypeAdapter(cast("Any", model)).json_schema()))


def _names(schema: object) -> Iterator[str]:
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                yield from properties
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _is_ours(step: str, names: frozenset[str] | None) -> bool:
    if names is None:
        return step.isidentifier() and step.isascii() and step.islower()
    return step in names


def _inside(here: object, step: int | str) -> object:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and -1 < step < len(here):
        return here[step]
    return None


def _place_of_unknown(loc: Sequence[int | str], sent: object) -> str | None:
    """Name an unknown field by its position: its name is the sender's text."""
    for step in loc[:-1]:
        inner = _inside(sent, step)
        sent = sent if inner is None else inner
    if not isinstance(sent, dict) or loc[-1] not in sent:
        return None
    place = list(sent).index(loc[-1]) + 1
    return f"Field number {place} of this object is not one that is known here."
