"""Every operation asks for a key and its scope, and takes only parameters that it documents."""

import pytest

from app.vocabulary import Scope
from tests.harness.service import Client
from tests.walkers.operations import GUARDED, OPEN, method, named, target

PUBLIC = {
    "is_alive",
    "is_ready",
    "get_version",
    "list_problems",
    "explain_problem",
    "show_start",
    "openapi_json",
    "openapi_json_30",
    "show_contents",
    "show_page",
    "api_catalog",
    "security_txt",
    "docs_page",
    "start_script",
    "docs_asset",
}
SCOPED = [route for route in GUARDED if route.scopes]

walk = pytest.mark.parametrize("route", GUARDED, ids=named(GUARDED))


def test_only_these_operations_need_no_key() -> None:
    assert set(named(OPEN)) == PUBLIC


def test_only_me_needs_no_scope() -> None:
    assert [route.name for route in GUARDED if not route.scopes] == ["get_me"]


@walk
def test_without_a_key_it_is_401(resident: Client, route) -> None:
    headers = {"authorization": "Bearer "}
    answer = resident.ask(method(route), target(route), headers=headers)
    assert (answer.status, answer.code) == (401, "unauthenticated")


@pytest.mark.parametrize("route", SCOPED, ids=named(SCOPED))
def test_without_its_scope_it_is_403(resident: Client, route) -> None:
    answer = resident.without(*route.scopes).ask(method(route), target(route))
    assert (answer.status, answer.code) == (403, "scope-missing")
    assert all(scope in answer.json["detail"] for scope in route.scopes)


@pytest.mark.parametrize("route", SCOPED, ids=named(SCOPED))
def test_its_own_scope_is_enough(resident: Client, route) -> None:
    answer = resident.only(*route.scopes).ask(method(route), target(route))
    assert answer.status not in (401, 403)


@walk
def test_an_unknown_parameter_is_400(resident: Client, route) -> None:
    answer = resident.ask(method(route), f"{target(route)}?canary=1")
    assert (answer.status, answer.code) == (400, "unknown-parameter")
    assert "canary" not in answer.everything


@walk
def test_a_method_that_is_not_offered_is_405(resident: Client, route) -> None:
    answer = resident.ask("TRACE", target(route))
    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert method(route) in answer.headers["allow"]


@walk
def test_a_slash_too_many_leads_nowhere(resident: Client, route) -> None:
    answer = resident.ask(method(route), f"{target(route, reference='T1', id='x')}/")
    assert answer.status in {404, 400}, answer


def test_every_scope_that_is_asked_for_can_be_given() -> None:
    assert {scope for route in GUARDED for scope in route.scopes} <= set(Scope)
