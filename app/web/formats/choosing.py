"""Lets Accept choose the file of a list, as the ending of its address does."""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.accept import wanted_more_than_json
from app.web.formats.operations import FORMATS

_SUFFIXES = {format.plain_type: format.suffix for format in FORMATS}


class FilesByAccept:
    """Leads a request for a list to its file, where that is wanted more than JSON."""

    def __init__(self, app: ASGIApp, paths: Iterable[str]) -> None:
        """`paths` are those of all operations; a list has files where one has its ending."""
        self._app = app
        ending = f".{FORMATS[0].suffix}"
        self._lists = {path.removesuffix(ending) for path in paths if path.endswith(ending)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, perhaps at another address."""
        if scope["type"] == "http" and scope["path"] in self._lists:
            accept = Headers(scope=scope).get("accept", "*/*")
            wanted = wanted_more_than_json(accept, _SUFFIXES)
            if wanted:
                scope = {**scope, "path": f"{scope['path']}.{_SUFFIXES[wanted]}"}
        await self._app(scope, receive, send)
