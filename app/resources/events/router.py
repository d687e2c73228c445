"""The operation on events."""

from typing import Annotated

from anyio import sleep
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.resources.events import service
from app.resources.events.schemas import EventQuery, Events
from app.web.answers import JSON
from app.web.door import EventsRead
from app.web.problems import problems
from app.web.routes import router as guarded

router = guarded("/v1", tags=["events"])
LOOK_EVERY = 0.5
"""Seconds between two looks of who waits; between them no connection and no thread is held."""


@router.get("/events", response_model=Events, responses=problems(409))
async def list_events(
    request: Request, query: Annotated[EventQuery, Query()], read: EventsRead
) -> Response:
    """List what changed, in the order in which it did; wait for it if nothing has yet.

    At least once: keep `next_after` once you have dealt with the events, and go on from there.
    """
    is_stopping = request.app.state.stopping.is_set
    body, found = await read(service.find_after, query)
    for _ in range(int(query.wait / LOOK_EVERY)):
        if found or is_stopping() or await request.is_disconnected():
            break
        await sleep(LOOK_EVERY)
        body, found = await read(service.find_after, query)
    return Response(body, media_type=JSON)
