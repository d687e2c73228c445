"""The route class of every resource: who asks is settled before what is asked is read."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from app.db.unit_of_work import Client
from app.errors import Malformed
from app.vocabulary import Scope
from app.web import strict_json
from app.web.body import JSON_TYPES, BodyRequest, check_body_headers
from app.web.credentials import key_from, unknown_key
from app.web.door import check_scopes, doors_of
from app.web.faults import names_in
from app.web.parameters import check_parameters, parameters_of
from app.web.problems import problems
from app.web.visit import visit_of

if TYPE_CHECKING:
    from app.db.database import Database

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]
SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}, {"basic": []}]
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})


class GuardedRoute(APIRoute):
    """An operation behind a door: key, scope and query are checked before the body is read."""

    accepts: ClassVar[frozenset[str]] = JSON_TYPES
    takes_files: ClassVar[bool] = False

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        **options: Any,  # noqa: ANN401  # the 25 of APIRoute
    ) -> None:
        super().__init__(path, endpoint, **options)
        extra = {"security": SECURITY, "x-required-scopes": sorted(self.scopes)}
        self.openapi_extra = {**extra, **(self.openapi_extra or {})}
        self.responses = dict(sorted({**problems(*self._statuses()), **self.responses}.items()))

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes that a key needs here; none for any valid key."""
        return frozenset(door.scope for door in doors_of(self.dependant) if door.scope)

    def get_route_handler(self) -> _Handler:
        """Put the checks before FastAPI's own handler."""
        if not any(doors_of(self.dependant)):
            raise TypeError(f"{self.name} has no door: declare one as a parameter")
        answer = super().get_route_handler()
        scopes, known = self.scopes, parameters_of(self.dependant)
        takes_body = not _BODY_METHODS.isdisjoint(self.methods or ())

        async def handle(request: Request) -> Response:
            scope = request.scope
            visit = visit_of(scope)
            limit = visit.max_import_bytes if self.takes_files else visit.max_body_bytes
            announced = takes_body and check_body_headers(scope, self.accepts, limit)
            visit.client = client = await caller(request)
            check_scopes(client, scopes)
            check_parameters(scope["query_string"], known)
            if not takes_body:
                return await answer(request)
            whole = BodyRequest(request, visit, limit, is_file=self.takes_files)
            try:
                await self._read(whole, announced=announced)
                return await answer(whole)
            finally:
                whole.let_go()

        return handle

    async def _read(self, request: BodyRequest, *, announced: bool) -> None:
        """Read and parse here: what FastAPI meets while it parses it would answer itself."""
        if self.body_field is None:
            return
        if not announced:
            if self.body_field.field_info.is_required():
                raise Malformed("This needs a JSON body.", code="body-missing")
            return
        if _is_json(request):
            strict_json.check_controls(await request.json(), self._names())
        else:
            await request.body()

    def _names(self) -> frozenset[str]:
        model: Any = self.body_field and self.body_field.field_info.annotation
        return names_in(model)

    def _statuses(self) -> list[int]:
        statuses = [400, 401, 503]
        if self.scopes:
            statuses.append(403)
        if self.param_convertors:
            statuses.append(404)
        if self.body_field is not None:
            statuses += [413, 415, 422]
        return statuses


def router(
    prefix: str,
    *,
    tags: list[str],
    accepts: frozenset[str] = JSON_TYPES,
    takes_files: bool = False,
) -> APIRouter:
    """A router whose operations all stand behind doors; the whole prefix is given here.

    One that takes files lets bodies be as large as `max_import_bytes` allows.
    """
    taken, files = accepts, takes_files

    class Configured(GuardedRoute):
        accepts = taken
        takes_files = files

    return plain_router(prefix, tags=tags, route_class=Configured)


def plain_router(
    prefix: str = "", *, tags: list[str] | None = None, route_class: type[APIRoute] = APIRoute
) -> APIRouter:
    """A router for what everyone may see; its operations cannot reach the data."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags or []),
        route_class=route_class,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )


async def caller(request: Request) -> Client:
    """Whose key the request carries; raises `Unauthenticated` where it is none of ours."""
    key = key_from(request.scope["headers"])
    database: Database = request.app.state.database
    client = await database.identify(key)
    if client is None:
        raise unknown_key()
    return client


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in JSON_TYPES
