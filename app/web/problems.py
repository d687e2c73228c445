"""Every refusal as a problem (RFC 9457), which never repeats what was sent."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from app import errors
from app.errors import Fault, Refused
from app.web.catalogue import CATALOGUE
from app.web.visit import Visit

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="supervision", Basic realm="supervision", charset="UTF-8"'

_STATUSES: dict[type[Refused], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.Invalid: 422,
    errors.Unavailable: 503,
}
_CODES = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "request-timeout",
    409: "conflict",
    411: "length-required",
    412: "stale",
    413: "body-too-large",
    414: "target-too-long",
    415: "unsupported-media-type",
    422: "invalid",
    428: "if-match-required",
    429: "too-many-requests",
    431: "headers-too-large",
    500: "internal",
    503: "unavailable",
}
# What follows on the connection is the rest of a body that nobody wants.
_HANGS_UP = frozenset({408, 411, 413})


def code_for(status: int) -> str:
    """The general code of a status."""
    return _CODES.get(
        status, "malformed" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal"
    )


def problem(  # noqa: PLR0913  # the members of RFC 9457
    visit: Visit,
    status: int,
    code: str,
    detail: str,
    *,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as a response."""
    visit.problem = code
    body = body_of(visit.id, status, code, detail, faults)
    extra = dict(headers or {})
    if status in _HANGS_UP:
        extra["Connection"] = "close"
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, extra, MEDIA_TYPE)


def body_of(
    id: str, status: int, code: str, detail: str, faults: tuple[Fault, ...] = ()
) -> dict[str, Any]:
    """The members of a problem (RFC 9457) of the request with this id."""
    known = CATALOGUE.get(code)
    return {
        "type": f"/problems/{code}",
        "title": known.title if known else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": f"urn:uuid:{id}",
        "code": code,
        "errors": [_error(fault) for fault in faults],
    }


def refusal(visit: Visit, error: Refused) -> Response:
    """The problem that a refusal of ours becomes."""
    return problem(
        visit,
        status_of(error),
        error.code,
        error.detail,
        faults=error.faults,
        headers=_headers(error),
    )


def status_of(error: Refused) -> int:
    """The catalogue's status for the code of a refusal; else that of its class."""
    known = CATALOGUE.get(error.code)
    if known is not None and error.code != Refused.code:
        return known.status
    return next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), 400)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation that can answer these problems."""
    return {status: _documented(status) for status in statuses}


def _headers(error: Refused) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(error, errors.Unauthenticated):
        found["WWW-Authenticate"] = CHALLENGE
    location, retry_after = getattr(error, "location", None), getattr(error, "retry_after", None)
    if location is not None:
        found["Location"] = location
    if retry_after is not None:
        found["Retry-After"] = str(retry_after)
    return found


def _error(fault: Fault) -> dict[str, str]:
    where = {"pointer": fault.pointer, "parameter": fault.parameter}
    return {
        **{name: value for name, value in where.items() if value is not None},
        "code": fault.code,
        "detail": fault.detail,
    }


def _documented(status: int) -> dict[str, Any]:
    known = CATALOGUE[code_for(status)]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": known.title, "content": {MEDIA_TYPE: {"schema": schema}}}


PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457). What was sent is never repeated.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string", "description": "A page about this kind of problem."},
        "title": {"type": "string", "description": "The kind of problem in a few words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong and what would be right."},
        "instance": {"type": "string", "description": "The request id, as urn:uuid:…"},
        "code": {"type": "string", "description": "The kind of problem, for programs."},
        "errors": {
            "type": "array",
            "description": "One entry for each place that is wrong.",
            "items": {
                "title": "ProblemError",
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer (RFC 6901) into the body.",
                    },
                    "parameter": {
                        "type": "string",
                        "description": "Name of the query parameter or header.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
