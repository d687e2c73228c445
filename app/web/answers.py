"""Answers whose body was rendered inside the transaction."""

from collections.abc import Mapping

from starlette.responses import Response

from app.web.conditional import etag_of, is_current

JSON = "application/json"


def answer(  # noqa: PLR0913  # each is one header or the status; all but the body are named
    body: bytes,
    *,
    status: int = 200,
    version: int | None = None,
    if_none_match: str | None = None,
    location: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON that is bytes already; with `version` also an ETag, or 304."""
    found = dict(headers or {})
    if location is not None:
        found["Location"] = location
    if version is not None:
        found["ETag"] = etag = etag_of(version, body)
        if is_current(if_none_match, etag):
            return Response(status_code=304, headers=found)
    return Response(body, status, found, JSON)


def no_content() -> Response:
    """204: done, and nothing to say."""
    return Response(status_code=204)
