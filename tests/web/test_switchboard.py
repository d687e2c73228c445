"""Operations are found by the first two parts of their path, in the order of the routers."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI

from app.web.handlers import install_handlers
from app.web.routes import plain_router
from app.web.switchboard import install_routers
from tests.web.toy import Answer, Toy


def routed(*paths: str) -> APIRouter:
    router = plain_router()
    for path in paths:

        async def endpoint(here: str = path) -> str:
            return here

        router.add_api_route(path, endpoint)
    return router


@pytest.fixture
def asked(toy: Toy) -> Any:
    def ask(target: str, *paths: str) -> Answer:
        toy.app = FastAPI(openapi_url=None)
        install_handlers(toy.app)
        install_routers(toy.app, [routed(*paths)])
        return toy.ask("GET", target)

    return ask


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/", "/"),
        ("/a", "/a"),
        ("/a/b", "/a/b"),
        ("/a/x", "/a/{x}"),
        ("/a/b/c", "/a/b/{c:path}"),
        ("/a/b/c/d%2Fe/f", "/a/b/{c:path}"),
        ("/a/x/lookup", "/a/{x}/lookup"),
        ("/a/b/lookup", "/a/b/{c:path}"),
    ],
)
def test_the_first_that_fits_answers(asked: Any, target: str, found: str) -> None:
    paths = ("/", "/a", "/a/b", "/a/{x}", "/a/b/{c:path}", "/a/{x}/lookup")
    assert asked(target, *paths).json == found


@pytest.mark.parametrize("target", ["/b", "/a/b/c", "/a/", "/a/b/", "/a//b", "//"])
def test_what_fits_none_is_404(asked: Any, target: str) -> None:
    assert asked(target, "/", "/a", "/a/b", "/a/{x}").status == 404


def test_routers_inside_routers_are_refused() -> None:
    outer = APIRouter()
    outer.include_router(routed("/a"))
    with pytest.raises(TypeError, match="not included"):
        install_routers(FastAPI(), [outer])
