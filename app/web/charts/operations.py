"""The operations that draw figures, made in one place for all of them."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from anyio import to_thread
from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.db.unit_of_work import UnitOfWork
from app.web.charts.chart import Chart
from app.web.charts.drawn import STYLE, svg
from app.web.door import Read
from app.web.formats.cells import instant

Q = TypeVar("Q", bound=BaseModel)
MEDIA_TYPE = "image/svg+xml"
_BYTES = {"type": "string", "format": "binary"}
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)


@dataclass(frozen=True, slots=True)
class Drawing(Generic[Q]):
    """A list of figures as a picture; `path` is that of the list.

    `says` is what the operation tells of itself. `table` is what the list has to be asked besides
    what was sent, so that its CSV holds the figures of the picture.
    """

    path: str
    says: str
    query: type[Q]
    draw: Callable[[UnitOfWork, Q], Chart]
    table: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the file, without an ending."""
        return self.path.removeprefix("/v1/").strip("/").replace("/", "-")


def add_drawing(router: APIRouter, drawing: Drawing[Any], door: object) -> None:
    """Give figures as SVG beside their list; `door` is that of the list."""

    async def draw(request: Request, query: BaseModel, read: Read) -> Response:
        chart = await read(drawing.draw, query)
        body = await to_thread.run_sync(svg, chart)
        return Response(body, media_type=MEDIA_TYPE, headers=_headers(request, drawing, chart))

    query: Any = drawing.query
    draw.__annotations__.update({"query": Annotated[query, Query()], "read": door})
    draw.__name__ = f"draw_{drawing.name.replace('-', '_')}"
    draw.__doc__ = drawing.says
    router.add_api_route(
        f"{drawing.path}.svg",
        draw,
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {"schema": _BYTES}}, "description": "SVG"}},
    )


def _headers(request: Request, drawing: Drawing[Any], chart: Chart) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY,
        "Content-Disposition": f'inline; filename="{drawing.name}.svg"',
        "Link": f'<{_table(request, drawing, chart)}>; rel="alternate"; type="text/csv"',
    }


def _table(request: Request, drawing: Drawing[Any], chart: Chart) -> str:
    """The same figures as CSV, also as at the same day and as known at the same instant."""
    moment = {"as_at": chart.as_at.isoformat(), "known_at": instant(chart.known_at)}
    path = quote(request.scope["path"].removesuffix(".svg"))
    return f"{path}.csv?{urlencode({**request.query_params, **drawing.table, **moment})}"
