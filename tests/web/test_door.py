"""Keys, scopes and query parameters: settled before the body is read."""

from base64 import b64encode

import pytest
from fastapi import FastAPI

from app.web.door import RecordsRead
from app.web.routes import GuardedRoute, router
from app.web.switchboard import operations
from tests.web.toy import CANARY, KEY, READER, Toy

THINGS = "/v1/things"
THING = f"{THINGS}/0198c0de-0000-7000-8000-000000000001"
OK = b'{"name":"a"}'


def basic(password: str, user: str = "excel") -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"bearer {KEY}"},
        {"x-api-key": KEY},
        {"authorization": basic(KEY)},
        {"authorization": basic(KEY, user="")},
        {"authorization": basic(KEY), "x-api-key": KEY},
    ],
)
def test_a_key_is_taken_in_each_of_its_forms(toy: Toy, headers: dict[str, str]) -> None:
    assert toy.ask("GET", THING, key=None, headers=headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": KEY},
        {"authorization": f"Bearer {CANARY}"},
        {"authorization": "Bearer"},
        {"authorization": f"Bearer {KEY} {KEY}"},
        {"authorization": f"Digest {CANARY}"},
        {"authorization": f"Basic {CANARY}!"},
        {"authorization": basic("")},
        {"authorization": "Bearer caf\xe9"},
        {"authorization": "Bearer " + "x" * 300},
        {"x-api-key": CANARY},
    ],
)
def test_no_valid_key_is_401_with_a_challenge(toy: Toy, headers: dict[str, str]) -> None:
    got = toy.ask("POST", THINGS, OK, key=None, headers=headers)
    assert (got.status, got.code) == (401, "unauthenticated")
    assert got.headers["www-authenticate"].startswith("Bearer")
    assert "Basic" in got.headers["www-authenticate"]
    assert CANARY not in got.everything


def test_what_cannot_be_a_key_is_never_looked_up(toy: Toy) -> None:
    toy.ask("GET", THING, key="x" * 300)
    assert toy.database.asked == 0


def test_two_keys_that_disagree_are_400(toy: Toy) -> None:
    got = toy.ask("GET", THING, headers={"x-api-key": READER})
    assert (got.status, got.code) == (400, "conflicting-credentials")


def test_authorization_twice_is_400(toy: Toy) -> None:
    assert toy.ask("GET", THING, more=[("authorization", "Bearer x")]).code == "repeated-header"


def test_a_key_without_the_scope_is_403_and_says_which(toy: Toy) -> None:
    got = toy.ask("POST", THINGS, [b"(gone)"], key=READER)
    assert (got.status, got.code) == (403, "scope-missing")
    assert "records:write" in got.json["detail"]


def test_any_valid_key_may_ask_who_it_is(toy: Toy) -> None:
    assert toy.ask("GET", "/v1/me", key=READER).json == {"name": "Toy"}
    assert toy.ask("GET", "/v1/me", key=None).status == 401


@pytest.mark.parametrize(
    "query", [f"{CANARY}=1", "Limit=1", "limit=1&x", "=1", "kind=a&%6B%69nd2=a"]
)
def test_an_unknown_parameter_is_400(toy: Toy, query: str) -> None:
    got = toy.ask("GET", f"{THINGS}?{query}")
    assert (got.status, got.code) == (400, "unknown-parameter")
    assert CANARY not in got.everything


def test_an_unknown_parameter_is_400_before_the_body_is_read(toy: Toy) -> None:
    assert toy.ask("POST", f"{THINGS}?x=1", [b"(gone)"]).code == "unknown-parameter"


@pytest.mark.parametrize("query", ["limit=1&limit=1", "limit=1&limit=2", "kind=a&%6Bind=b"])
def test_a_parameter_sent_twice_is_400(toy: Toy, query: str) -> None:
    got = toy.ask("GET", f"{THINGS}?{query}")
    assert (got.status, got.code) == (400, "repeated-parameter")


@pytest.mark.parametrize("limit", ["-1", "0", "201", "1000000000", "ten", "", "1.5", CANARY])
def test_a_limit_that_is_none_is_400(toy: Toy, limit: str) -> None:
    got = toy.ask("GET", f"{THINGS}?limit={limit}")
    assert (got.status, got.code) == (400, "invalid-parameter")
    assert got.json["errors"][0]["parameter"] == "limit"
    assert CANARY not in got.everything


@pytest.mark.parametrize("limit", ["1", "200"])
def test_the_edges_of_limit_are_taken(toy: Toy, limit: str) -> None:
    assert toy.ask("GET", f"{THINGS}?limit={limit}").status == 200


@pytest.mark.parametrize("id", ["1", CANARY, "0198c0de-0000-7000-8000-00000000000", "%20"])
def test_an_id_that_is_no_uuid_is_404(toy: Toy, id: str) -> None:
    got = toy.ask("GET", f"{THINGS}/{id}")
    assert (got.status, got.code) == (404, "not-found")
    assert CANARY not in got.everything


def test_an_operation_without_a_door_cannot_be_written() -> None:
    made = router("/v1/open", tags=["open"])
    with pytest.raises(TypeError, match="door"):

        @made.get("")
        async def look() -> dict[str, str]:
            return {}


def test_a_door_shuts_even_on_a_route_that_is_not_guarded(toy: Toy) -> None:
    async def look(read: RecordsRead) -> dict[str, str]:
        return {}

    bare = FastAPI(openapi_url=None)
    bare.state.database = toy.database
    bare.exception_handlers = toy.app.exception_handlers
    bare.add_api_route("/look", look)
    toy.app = bare
    assert toy.ask("GET", "/look").status == 401


def test_every_operation_can_be_listed_with_its_scopes(toy: Toy) -> None:
    found = {
        route.name: sorted(route.scopes)
        for route in operations(toy.app)
        if isinstance(route, GuardedRoute)
    }
    assert found["create_thing"] == ["records:write"]
    assert found["list_things"] == ["records:read"]
    assert found["get_me"] == []
