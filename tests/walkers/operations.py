"""Every operation of the service, as a walker meets it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi.routing import APIRoute

from app.main import create_app
from app.settings import Settings
from app.web.openapi import openapi_of
from app.web.routes import GuardedRoute
from app.web.switchboard import operations

NOBODY = "0198c0de-0000-7000-8000-000000000001"
SETTINGS = Settings(_env_file=None, database_url="sqlite:///never-opened.db")
APP = create_app(SETTINGS)
GUARDED = [route for route in operations(APP) if isinstance(route, GuardedRoute)]
OPEN = [route for route in operations(APP) if not isinstance(route, GuardedRoute)]
TYPE_OF = {
    "action": "actions",
    "approver": "workers",
    "author": "workers",
    "case": "cases",
    "client": "teams",  # a client is no record: any id of theirs
    "owner": "workers",
    "on_behalf_of": "workers",
    "oversight_note": "oversight-notes",
    "parent": "teams",
    "record": "sessions",
    "session": "sessions",
    "supervisee": "workers",
    "supervisor": "workers",
    "team": "teams",
    "worker": "workers",
}


def named(routes: list[Any]) -> list[str]:
    """The names of operations, to call tests by."""
    return [route.name for route in routes]


def method(route: APIRoute) -> str:
    """The one method of an operation."""
    return next(iter(route.methods or ()))


def target(route: APIRoute, **parts: str) -> str:
    """The address of an operation; what is not given leads to nobody."""
    path = route.path.replace(":path}", "}")
    usual = {"id": NOBODY, "source": "mosaic", "reference": "nobody", "version": "1", "code": "x"}
    return path.format_map(
        {
            **usual,
            "field": "stage",
            "type": "workers",
            "exemption_id": NOBODY,
            "other": NOBODY,
            "delivery_id": NOBODY,
            "event_id": NOBODY,
            **parts,
        }
    )


def described(route: APIRoute) -> Any:
    """What the OpenAPI document says of an operation."""
    return openapi_of(APP)["paths"][route.path.replace(":path}", "}")][method(route).lower()]


def filters(route: APIRoute) -> list[str]:
    """The query parameters of an operation that take a record's id."""
    return [
        parameter["name"]
        for parameter in described(route).get("parameters", ())
        if parameter["in"] == "query" and parameter["schema"].get("format") == "uuid"
    ]


def schema_of_body(route: APIRoute) -> Any:
    """The schema of the body that an operation takes; None if it takes none."""
    body = described(route).get("requestBody")
    return body and whole(body["content"]["application/json"]["schema"])


def whole(schema: Any) -> Any:
    """A schema with its reference followed."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return openapi_of(APP)["components"]["schemas"][name] if name else schema


@cache
def examples(name: str) -> list[Any]:
    """The examples of an operation's body."""
    route = next(route for route in GUARDED if route.name == name)
    schema = schema_of_body(route)
    return schema.get("examples", []) if schema else []


def pointers(schema: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a body can name a record by our id: the objects that lead there, and the field."""
    for name, field in whole(schema).get("properties", {}).items():
        if name == "id" or name.endswith(("_id", "_ids")):
            yield place, name
        inner = field.get("items", field)
        for branch in inner.get("anyOf", [inner]):
            yield from pointers(branch.get("items", branch), (*place, name))
