"""Streams a table: rows are fetched and written in turns, and neither waits in memory."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from anyio import to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.web.formats.table import Batches, Table
from app.web.formats.writer import Writer


class Download(StreamingResponse):
    """A file that is made while it is sent; whatever happens, nothing of it is left behind."""

    def __init__(
        self, writer: type[Writer], table: Table, pieces: AsyncGenerator[bytes, None]
    ) -> None:
        self._pieces = pieces
        name = f"{table.name}.{writer.suffix}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        super().__init__(self._pieces, headers=headers, media_type=writer.media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; where the reader goes away, what was opened for it is closed at once."""
        async with aclosing(self._pieces):
            await super().__call__(scope, receive, send)


async def pieces(made: type[Writer], table: Table, rows: Batches) -> AsyncGenerator[bytes, None]:
    """The bytes of a file; they are made on a worker thread."""
    writer = await to_thread.run_sync(made, table)
    try:
        yield await to_thread.run_sync(writer.begin)
        async for batch in rows:
            if batch and (piece := await to_thread.run_sync(writer.add, batch)):
                yield piece
        last = writer.end()
        while piece := await to_thread.run_sync(next, last, b""):
            yield piece
    finally:
        writer.close()
