"""Prompts: what is shown to users, by kind; a shipped one can be changed or withdrawn."""

from collections import Counter
from typing import Any

import pytest

from app.resources.prompts.service import aspects
from app.vocabulary import IdentityAspect
from tests.harness.service import Client
from tests.resources import make

CHECK_IN = {"kind": "check_in", "text": "Which colour is today?"}
ASPECT = {"kind": "identity_aspect", "text": "What does caring for others mean here?"}


def put(service: Client, code: str, body: Any) -> Any:
    """What became of a prompt."""
    return service.ask("PUT", f"/v1/prompts/{code}", body).json


def prompts(service: Client, **query: object) -> list[Any]:
    """The bank."""
    items: list[Any] = make.ok(service.get("/v1/prompts", None, **query))["items"]
    return items


def allowed(service: Client) -> frozenset[str]:
    """The aspects that a session may name."""
    known = service.running.known(service.key)
    found: frozenset[str] = service.app.state.database.read_now(known, aspects)
    return found


def test_the_shipped_prompts_are_of_three_kinds(service: Client) -> None:
    kinds = Counter(prompt["kind"] for prompt in prompts(service))
    assert kinds == {"check_in": 8, "circular_question": 10, "identity_aspect": 15}
    assert {prompt["version"] for prompt in prompts(service)} == {0}


def test_the_fifteen_aspects_are_all_there(service: Client) -> None:
    found = prompts(service, kind="identity_aspect")
    assert [prompt["code"] for prompt in found] == [aspect.value for aspect in IdentityAspect]
    assert allowed(service) == frozenset(IdentityAspect)


def test_an_own_prompt_comes_after_the_shipped_ones(service: Client) -> None:
    assert put(service, "colour", CHECK_IN)["outcome"] == "created"
    assert [one["code"] for one in prompts(service, kind="check_in")][8:] == ["colour"]
    own = make.ok(service.get("/v1/prompts/colour"))
    assert (own["version"], own["text"], own["in_use"]) == (1, CHECK_IN["text"], True)


def test_an_own_aspect_may_be_named_while_it_is_in_use(service: Client) -> None:
    put(service, "caring", ASPECT)
    assert allowed(service) == frozenset(IdentityAspect) | {"caring"}
    put(service, "caring", {**ASPECT, "in_use": False})
    assert allowed(service) == frozenset(IdentityAspect)


def test_a_shipped_aspect_that_is_withdrawn_may_still_be_named(service: Client) -> None:
    answer = put(service, "class", {**ASPECT, "in_use": False})
    assert (answer["outcome"], answer["edition"]["version"]) == ("updated", 1)
    shown = {one["code"]: one["in_use"] for one in prompts(service, kind="identity_aspect")}
    assert (len(shown), shown["class"], shown["age"]) == (15, False, True)
    assert allowed(service) == frozenset(IdentityAspect)


def test_a_check_in_is_no_aspect(service: Client) -> None:
    put(service, "colour", CHECK_IN)
    assert "colour" not in allowed(service)


def test_every_edition_is_kept_and_the_same_again_is_none(service: Client) -> None:
    put(service, "colour", CHECK_IN)
    put(service, "colour", {**CHECK_IN, "text": "Which shape?"})
    again = put(service, "colour", {**CHECK_IN, "text": "Which shape?", "in_use": True})
    assert (again["outcome"], again["edition"]["version"]) == ("unchanged", 2)
    versions = make.ok(service.get("/v1/prompts/colour/versions"))["items"]
    assert [one["text"] for one in versions] == [CHECK_IN["text"], "Which shape?"]
    assert make.ok(service.get("/v1/prompts/colour", version=1)) == versions[0]


@pytest.mark.parametrize("code", ["class", "colour"])
def test_a_prompt_keeps_its_kind(service: Client, code: str) -> None:
    put(service, "colour", CHECK_IN)
    other = {"kind": "circular_question", "text": "Who else?"}
    answer = service.ask("PUT", f"/v1/prompts/{code}", other)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "kind-fixed")
    assert make.ok(service.get(f"/v1/prompts/{code}"))["kind"] != other["kind"]


def test_a_kind_that_there_is_not_is_refused(service: Client) -> None:
    assert service.get("/v1/prompts", kind="poem").code == "invalid-parameter"
    assert service.ask("PUT", "/v1/prompts/x", {**CHECK_IN, "kind": "poem"}).status == 422


def test_another_organisation_sees_nothing_of_it(service: Client) -> None:
    put(service, "caring", ASPECT)
    stranger = service.stranger()
    assert stranger.get("/v1/prompts/caring").status == 404
    assert len(prompts(stranger)) == 33
    assert allowed(stranger) == frozenset(IdentityAspect)
