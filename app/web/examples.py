"""Examples of answers, made from their schemas: never wrong in shape, all of one invented world."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.web import invented
from app.web.answers import JSON
from app.web.formats.as_csv import CsvWriter
from app.web.formats.as_jsonl import JsonLinesWriter
from app.web.formats.table import Column, Kind, Table
from app.web.formats.writer import Writer
from app.web.invented import id_of

_JSON = dict[str, Any]
_CSV = "text/csv"
_UNTOLD = object()
_NULL = {"type": "null"}
_FORMATS = {"date": invented.DAY, "date-time": invented.INSTANT}
_TYPES: _JSON = {"string": "text", "integer": 0, "number": 0, "boolean": True}
_RECORDS = ("Read", "Written")
_PASSED_ON = ("_ref", "_id", "_on")
"""The endings of fields that a part takes from the whole, where its own say nothing else."""


def add_examples(document: _JSON) -> None:
    """Give every answer and every part of a path an example."""
    world = World(document["components"]["schemas"], dict(invented.RECORDS))
    world.read(document)
    for path, item in document["paths"].items():
        for operation in item.values():
            world.add_places(operation, _places(world, document, path))
            for status, content in _answers(operation, JSON):
                content.setdefault("example", world.answer(operation, status, content["schema"]))
    for path, item in document["paths"].items():
        for listed in _of_list(document, path):
            for _, content in _answers(item["get"], CsvWriter.media_type.partition(";")[0]):
                content["example"] = _file(CsvWriter, path, listed)
            for _, content in _answers(item["get"], JsonLinesWriter.media_type):
                content["example"] = _file(JsonLinesWriter, path, listed)


@dataclass(frozen=True)
class World:
    """The schemas, and what is known of the records that they describe, by name."""

    schemas: _JSON
    told: dict[str, _JSON]

    def read(self, document: _JSON) -> None:
        """Learn from the examples of requests; from those of whole lists first: they create."""
        for path in sorted(document["paths"], key=lambda path: path.count("{")):
            for operation in document["paths"][path].values():
                for _, content in _answers(operation, JSON):
                    name, sent = self.record_in(content["schema"]), self.sent(operation)
                    if name and sent:
                        self.told[name] = {**sent, **self.told.get(name, {})}

    def answer(self, operation: _JSON, status: str, schema: _JSON) -> object:
        """What an operation answers to its own example."""
        name = self.record_in(schema)
        sent = {name: self.told.get(name, {}) | self.sent(operation)} if name else {}
        known = invented.SERVICE.get(operation["operationId"], _UNTOLD)
        outcome = {"outcome": "created" if status == "201" else "updated"}
        around = completed(invented.FIELDS) | outcome
        return replace(self, told=self.told | sent)._made(schema, known, around)  # noqa: SLF001  # our own

    def add_places(self, operation: _JSON, places: _JSON) -> None:
        """Give each part of a path an example."""
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                place = places.get(parameter["name"], _UNTOLD)
                example = _plain(self._followed(parameter["schema"]), place)
                parameter.setdefault("example", example)

    def sent(self, operation: _JSON) -> _JSON:
        """The example of what an operation is sent; nothing where it takes nothing."""
        content = operation.get("requestBody", {}).get("content", {}).get(JSON, {"schema": {}})
        examples = self._followed(content["schema"]).get("examples", [{}])
        return dict(examples[0]) if isinstance(examples[0], dict) else {}

    def record_in(self, schema: _JSON) -> str:
        """The name of the record that an answer is, or that it holds; empty where there is none."""
        record = self._followed(schema).get("properties", {}).get("record", schema)
        return _name(record) if _shape(record).endswith(_RECORDS) else ""

    def _made(self, schema: _JSON, known: Any, around: _JSON) -> Any:  # noqa: ANN401  # any JSON
        """A value of a schema: what is known of it, else what fits."""
        if known is _UNTOLD:
            known = self.told.get(_name(schema), _UNTOLD)
        if known is None:
            return None
        schema = self._followed(schema)
        if "anyOf" in schema:
            return self._made(schema["anyOf"][0], known, around)
        match _type(schema):
            case "object":
                return self._object(schema, {} if known is _UNTOLD else known, around)
            case "array":
                items = [_UNTOLD] if known is _UNTOLD else known
                return [self._made(schema["items"], item, around) for item in items]
        return _plain(schema, known)

    def _object(self, schema: _JSON, known: _JSON, around: _JSON) -> _JSON:
        if "properties" not in schema:
            return known
        fields = schema["properties"]
        if "record" in fields:
            inner = self.told.get(self.record_in(schema), {})
            known = {"reference": inner.get("reference"), **known}
        known = completed(known)
        around = around | {name: known[name] for name in known if name.endswith(_PASSED_ON)}
        hints = {name: self._hint(name, fields, known, around) for name in fields}
        return {name: self._made(fields[name], hints[name], around) for name in fields}

    def _hint(self, name: str, fields: _JSON, known: _JSON, around: _JSON) -> object:
        """What is known of a field: from its record, from what lies around, or by default."""
        field = fields[name]
        if name in known:
            return known[name]
        if _name(field) in self.told or name == "id":
            return _UNTOLD
        is_nullable = _is_nullable(field)
        usual = field.get("default", None if is_nullable else _UNTOLD)
        id = fields.get(f"{name.removesuffix('_ref')}_id", _NULL)
        if is_nullable and known and _is_nullable(id):
            return usual
        return around.get(name, usual)

    def _followed(self, schema: _JSON) -> _JSON:
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.schemas[name] if name else schema


def completed(known: _JSON) -> _JSON:
    """What is known of a record, with what follows from it: our ids beside its references."""
    made = dict(known)
    if known.get("reference"):
        made = {"id": id_of(known["reference"]), "source": invented.SOURCE, **made}
    if "due_on" in known:
        made = {"current_due_on": known["due_on"], **made}
    for name, reference in known.items():
        if name.endswith("_ref") and reference:
            stem, id = name.removesuffix("_ref"), id_of(reference)
            made |= {f"{stem}_id": id, f"{stem}_ids": [id], f"{stem}_refs": [reference]}
    return made


def _plain(schema: _JSON, known: Any) -> object:  # noqa: ANN401  # any JSON
    if "enum" in schema:
        return known if known in schema["enum"] else schema["enum"][0]
    type, format = _type(schema), schema.get("format", "")
    if known is not _UNTOLD:
        return known.replace("+00:00", "Z") if format == "date-time" else known
    if format == "uuid":
        return id_of(str(schema.get("title", format)))
    return _FORMATS.get(format, schema.get("minimum", _TYPES.get(type)))


def _name(schema: _JSON) -> str:
    """The name of a shape, the same for what is read and what was written."""
    name = _shape(schema)
    return name.removesuffix("Read").removesuffix("Written")


def _shape(schema: _JSON) -> str:
    branch = schema.get("anyOf", [schema])[0]
    name: str = branch.get("$ref", "").rpartition("/")[2]
    return name


def _type(schema: _JSON) -> str:
    types = schema.get("type", "")
    return types if isinstance(types, str) else next(type for type in types if type != "null")


def _is_nullable(schema: _JSON) -> bool:
    return _NULL in schema.get("anyOf", [schema]) or "null" in schema.get("type", "")


def _answers(operation: _JSON, media_type: str) -> Iterator[tuple[str, _JSON]]:
    """The content of what an operation answers where all goes well, with its status."""
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2") and media_type in response.get("content", {}):
            yield status, response["content"][media_type]


def _places(world: World, document: _JSON, path: str) -> _JSON:
    """The parts of a path, so that it leads to the record of the examples."""
    parts = [*path.removeprefix("/v1/sources/{source}").removeprefix("/v1").split("/"), ""]
    creating = document["paths"].get(f"/v1/{parts[1]}", {}).get("post", {})
    names = [world.record_in(content["schema"]) for _, content in _answers(creating, JSON)]
    reference = world.told.get(names[0], {}).get("reference") if names else None
    found = {"reference": reference, "id": id_of(reference)} if reference else {}
    return {**invented.PLACES, **invented.PLACES_OF.get(parts[1], {}), **found}


def _of_list(document: _JSON, path: str) -> Iterator[_JSON]:
    """The example of the list that a file gives, as JSON; none where the path is no file's."""
    stem, _, suffix = path.rpartition(".")
    if suffix in (CsvWriter.suffix, JsonLinesWriter.suffix):
        for _, content in _answers(document["paths"].get(stem, {}).get("get", {}), JSON):
            yield content["example"]


def _file(writer: type[Writer], path: str, page: _JSON) -> str:
    """A file with the first row of a list, whose example as JSON is given."""
    leading = {name: page[name] for name in invented.LEADING if path.startswith(invented.FIGURES)}
    row = leading | page["items"][0]
    columns = tuple(Column(name, _kind(value)) for name, value in row.items())
    made = writer(Table("example", "Example", columns))
    return (made.begin() + made.add([list(row.values())])).decode()


def _kind(value: object) -> Kind:
    match value:
        case bool():
            return Kind.BOOLEAN
        case int() | float():
            return Kind.NUMBER
        case list():
            return Kind.LIST
        case dict():
            return Kind.OBJECT
    return Kind.TEXT
