"""Turns every exception into its problem; what is nobody's fault but ours, the gate answers."""

from collections.abc import Mapping
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.errors import Fault, Invalid, Malformed, NotFound, Refused
from app.web import log
from app.web.catalogue import CATALOGUE
from app.web.database_errors import meaning_of, state_of
from app.web.faults import MAX_FAULTS, fault_at, faults_of, names_in, words_for
from app.web.problems import code_for, problem, refusal
from app.web.visit import Visit, visit_of

_IN_BODY = "Some of what was sent breaks a rule; the errors say where."


def install_handlers(app: FastAPI) -> None:
    """Let an application answer every exception as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(ValidationError, _not_valid_inside)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(ClientDisconnect, _gone)


async def _refused(request: Request, error: Exception) -> Response:
    error = cast("Refused", error)
    return refusal(visit_of(request.scope), error)


async def _not_valid(request: Request, error: Exception) -> Response:
    error = cast("RequestValidationError", error)
    return refusal(visit_of(request.scope), _meaning(request, error))


async def _not_valid_inside(request: Request, error: Exception) -> Response:
    """A schema's refusal inside a service; noted, as it may be a mistake of ours in rendering."""
    error = cast("ValidationError", error)
    visit = visit_of(request.scope)
    log.note_failure(visit, error)
    return refusal(visit, Invalid(_IN_BODY, faults=faults_of(error)))


async def _http(request: Request, error: Exception) -> Response:
    error = cast("HTTPException", error)
    code = code_for(error.status_code)
    advice = CATALOGUE[code].advice
    visit = visit_of(request.scope)
    return problem(visit, error.status_code, code, advice, headers=error.headers)


async def _database(request: Request, error: Exception) -> Response:
    error = cast("SQLAlchemyError", error)
    visit = visit_of(request.scope)
    log.note_failure(visit, error, state=state_of(error))
    meaning = meaning_of(error)
    return refusal(visit, meaning) if meaning else internal(visit)


async def _gone(request: Request, error: Exception) -> Response:
    return refusal(visit_of(request.scope), Malformed("The body ended early.", code="disconnected"))


def internal(visit: Visit) -> Response:
    """The bare 500."""
    return problem(visit, 500, "internal", CATALOGUE["internal"].advice)


def _meaning(request: Request, error: RequestValidationError) -> Refused:
    """The worst of it decides: an address that cannot exist, then the query, then the body."""
    found = error.errors()[:MAX_FAULTS]
    where = {each["loc"][0] for each in found}
    if "path" in where:
        return NotFound("There is no such record.")
    if where - {"body"}:
        faults = tuple(_parameter_fault(each) for each in found if each["loc"][0] != "body")
        detail = "A parameter or header has a wrong value; the errors say which."
        return Malformed(detail, code="invalid-parameter", faults=faults)
    names = _names(request)
    faults = tuple(fault_at(each, each["loc"][1:], names, sent=error.body) for each in found)
    return Invalid(_IN_BODY, faults=faults)


def _parameter_fault(error: Mapping[str, Any]) -> Fault:
    code, detail = words_for(error)
    loc = error["loc"]
    if error["type"] == "extra_forbidden" or len(loc) == 1:
        return Fault(code, detail)
    return Fault(code, detail, parameter=str(loc[1]))


def _names(request: Request) -> frozenset[str]:
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or route.body_field is None:
        return frozenset()
    model: Any = route.body_field.field_info.annotation
    return names_in(model)
