"""Finds the operation of a request by the first two parts of its path.

FastAPI tries the routes of included routers one after another, twice: with 150 of them that
took half a millisecond a request (measured), more than everything else together.
"""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_Key = tuple[str, str]
_ANY = "{"


class Switchboard(BaseRoute):
    """Every operation of the service, in order; the only route of the application."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self.routes = tuple(routes)
        self._by_key: dict[_Key, tuple[APIRoute, ...]] = {
            key: tuple(route for route in self.routes if _serves(_key(route.path), key))
            for key in {_key(route.path) for route in self.routes}
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every HTTP request: there is no other route."""
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the operation; 405 names every method of the address, else 404."""
        allowed: set[str] = set()
        for route in self._candidates(scope):
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                await route.handle(scope, receive, send)
                return
            if match is Match.PARTIAL:
                scope["route"] = route
                allowed |= route.methods or set()
        if not allowed:
            raise HTTPException(404)
        raise HTTPException(405, headers={"Allow": _allow(allowed)})

    def _candidates(self, scope: Scope) -> tuple[APIRoute, ...]:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        first, second = _key(path)
        for key in ((first, second), (first, _ANY)):
            if key in self._by_key:
                return self._by_key[key]
        return ()


def install_routers(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Make the operations of these routers all that the application answers."""
    routes = [_operation(route) for each in routers for route in each.routes]
    app.router.redirect_slashes = False
    app.router.routes[:] = [Switchboard(routes)]


def operations(app: FastAPI) -> Iterator[APIRoute]:
    """Every operation of the application, in the order of the routers."""
    for route in app.routes:
        if isinstance(route, Switchboard):
            yield from route.routes


def _operation(route: BaseRoute) -> APIRoute:
    if isinstance(route, APIRoute):
        return route
    raise TypeError("routers are listed for install_routers, not included in one another")


def _key(path: str) -> _Key:
    _, first, *rest = [*path.split("/", 3), ""]
    return first, (_ANY if rest[0].startswith("{") else rest[0])


def _serves(declared: _Key, asked: _Key) -> bool:
    return declared[0] == asked[0] and declared[1] in (asked[1], _ANY)


def _allow(methods: set[str]) -> str:
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
