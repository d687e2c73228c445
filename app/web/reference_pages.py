"""The OpenAPI document as HTML: a table of contents, a page for each tag, one for the shapes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from app.web.pages import code, inline, link, paragraph, table
from app.web.reference_types import SHAPES, fields_of, said_of, shape_link, type_as_sent, type_of

_JSON = dict[str, Any]
_FIRST_ERROR = 400
_HEAD = ("Name", "In", "Type", "What it is")
_EVERYWHERE = (
    '<p>Errors are <a href="/problems">problems</a> (RFC 9457). Every field is explained under '
    f'<a href="{SHAPES}">shapes</a>. Days are written <code>2026-11-02</code>, instants '
    "<code>2026-11-02T10:00:00+00:00</code>; text is UTF-8.</p>"
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation and where it is."""

    method: str
    path: str
    about: _JSON

    @property
    def id(self) -> str:
        """Its name in the document, and its anchor."""
        return str(self.about["operationId"])


def reference_pages(document: _JSON) -> dict[str, tuple[str, str]]:
    """The title and the body of each page, by the end of its path; "" is the contents."""
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in document.get("tags", ())}
    for path, item in document["paths"].items():
        for method, about in item.items():
            by_tag.setdefault(about["tags"][0], []).append(Operation(method, path, about))
    shapes = document["components"]["schemas"]
    told = {tag["name"]: tag["description"] for tag in document.get("tags", ())}
    pages = {
        tag: (_title(tag), _tag(tag, told.get(tag, ""), operations, shapes))
        for tag, operations in by_tag.items()
    }
    return {
        "": ("Reference", _contents(document, by_tag, told)),
        "shapes": ("Shapes", _shapes(shapes)),
        **pages,
    }


def _contents(document: _JSON, by_tag: dict[str, list[Operation]], told: dict[str, str]) -> str:
    groups = document.get("x-tagGroups") or [{"name": "Operations", "tags": list(by_tag)}]
    parts = [
        paragraph("Every operation, parameter and field, on pages that need no script.", of="lead"),
        "<h2>What holds everywhere</h2>",
        _keys(document["components"].get("securitySchemes", {})),
        _EVERYWHERE,
    ]
    for group in groups:
        parts.append(f"<h2>{escape(group['name'])}</h2>")
        for tag in group["tags"]:
            parts += [
                f"<h3>{link(_path(tag), _title(tag))}</h3>",
                paragraph(_about(told.get(tag, ""), group["name"])),
                _list(by_tag.get(tag, []), _path(tag)),
            ]
    return "".join(parts)


def _keys(schemes: dict[str, _JSON]) -> str:
    ways = "".join(f"<li>{inline(scheme['description'])}</li>" for scheme in schemes.values())
    return f"<p>A key is sent in one of these ways:</p><ul>{ways}</ul>"


def _about(text: str, task: str) -> str:
    """What is said of a tag, without the task that stands above it."""
    return text.removeprefix(f"{task}: ")


def _list(operations: list[Operation], page: str = "") -> str:
    items = "".join(
        f'<li><span class="method">{each.method.upper()}</span> '
        f"{link(f'{page}#{each.id}', each.about['summary'])} "
        f'<code class="soft">{escape(each.path)}</code></li>'
        for each in operations
    )
    return f'<ul class="contents">{items}</ul>'


def _tag(tag: str, about: str, operations: list[Operation], shapes: _JSON) -> str:
    task, _, rest = about.rpartition(": ")
    lead = paragraph(rest, of="lead") if rest else ""
    back = f"<p>{link('/reference', 'All operations')} / {escape(task or tag)}</p>"
    whole = "".join(_operation(each, shapes) for each in operations)
    return f'{back}{lead}<nav aria-label="On this page">{_list(operations)}</nav>{whole}'


def _operation(operation: Operation, shapes: _JSON) -> str:
    about, id = operation.about, operation.id
    parts = [
        f'<section class="operation" id="{id}" aria-labelledby="{id}-title">',
        f'<h2 id="{id}-title">{escape(about["summary"])}</h2>',
        f"<p><code>{operation.method.upper()} {escape(operation.path)}</code></p>",
        *(paragraph(each) for each in about.get("description", "").split("\n\n")),
        paragraph(_needs(about)),
        *_parameters(operation),
        *_body(operation, shapes),
        *_answers(operation),
        "</section>",
    ]
    return "".join(parts)


def _needs(about: _JSON) -> str:
    if not about["security"]:
        return "Needs no key."
    scopes = about.get("x-required-scopes", ())
    listed = " and ".join(f"`{scope}`" for scope in scopes)
    return f"Needs a key with the scope {listed}." if scopes else "Needs a key; any will do."


def _parameters(operation: Operation) -> Iterator[str]:
    found = operation.about.get("parameters", [])
    if found:
        rows = [
            (
                f"<code>{escape(each['name'])}</code>"
                + (' <span class="soft">(needed)</span>' if each.get("required") else ""),
                each["in"],
                type_as_sent(each["schema"]),
                said_of(each["schema"], each.get("description", "")),
            )
            for each in found
        ]
        yield "<h3>Parameters</h3>" + table(f"Parameters of {operation.id}", _HEAD, rows)


def _body(operation: Operation, shapes: _JSON) -> Iterator[str]:
    for media_type, content in operation.about.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        yield f"<h3>Body: <code>{escape(media_type)}</code></h3>"
        yield fields_of(name, shapes[name]) if name else f"<p>{type_of(schema)}</p>"
        examples = [content["example"]] if "example" in content else _examples(shapes.get(name, {}))
        for place, example in enumerate(examples, start=1):
            label = f"Example {place} of what {operation.id} is sent"
            yield f'<p class="soft">For example:</p>{_code(example, label)}'


def _examples(schema: _JSON) -> list[Any]:
    found: list[Any] = schema.get("examples", [])
    return found


def _answers(operation: Operation) -> Iterator[str]:
    rows, examples = [], []
    for status, response in operation.about["responses"].items():
        content = response.get("content", {})
        shape = " or ".join(_shown(media_type, each) for media_type, each in content.items())
        rows.append((status, inline(response["description"]), shape or "nothing"))
        if int(status) < _FIRST_ERROR:
            examples += [each["example"] for each in content.values() if "example" in each]
    head = ("Status", "When", "What")
    yield "<h3>Answers</h3>" + table(f"Answers of {operation.id}", head, rows)
    if examples:  # with several that go well, the answers differ in status alone
        label = f"Example of an answer of {operation.id}"
        yield f"<details><summary>An example</summary>{_code(examples[0], label)}</details>"


def _shown(media_type: str, content: _JSON) -> str:
    if media_type == "application/problem+json":
        return shape_link("Problem")
    what = type_of(content["schema"]) if "schema" in content else "a file"
    return what if media_type == "application/json" else f"<code>{escape(media_type)}</code>"


def _shapes(shapes: _JSON) -> str:
    names = "".join(f"<li>{link(f'#{name}', name)}</li>" for name in shapes)
    tables = "".join(
        f'<section class="shape" id="{name}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{name}</h2>'
        f"{paragraph(schema['description']) if 'description' in schema else ''}"
        f"{fields_of(name, schema)}</section>"
        for name, schema in shapes.items()
    )
    lead = paragraph("What is sent and answered, field by field.", of="lead")
    back = f"<p>{link('/reference', 'All operations')}</p>"
    return (
        f'{lead}{back}<nav aria-label="On this page"><ul class="columns">{names}</ul></nav>{tables}'
    )


def _code(example: object, label: str) -> str:
    text = (
        example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
    )
    return code(text, label=label, is_long=True)


def _title(tag: str) -> str:
    words = tag.replace("-", " ")
    return words[:1].upper() + words[1:]


def _path(tag: str) -> str:
    return f"/reference/{tag}"
