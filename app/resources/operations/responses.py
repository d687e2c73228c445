"""Answers as HTTP responses; only routers call these."""

from starlette.requests import Request
from starlette.responses import Response

from app.resources.records.answers import Answer
from app.web.answers import JSON
from app.web.conditional import is_current
from app.web.paging import next_link


def answered(answer: Answer, if_none_match: str | None = None) -> Response:
    """The answer as it is, or 304 where the caller holds it already."""
    tag = answer.headers.get("ETag")
    if tag and is_current(if_none_match, tag):
        return Response(status_code=304, headers=answer.headers)
    media_type = JSON if answer.body else None
    return Response(answer.body, answer.status, answer.headers, media_type)


def paged(request: Request, found: tuple[Answer, str | None]) -> Response:
    """A page, with a link to the next."""
    answer, cursor = found
    return Response(answer.body, headers=next_link(request.scope, cursor), media_type=JSON)
