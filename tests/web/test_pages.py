"""The frame of our own pages, and who gets a page."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from tests.web.toy import Toy

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PAGES = ["/reference", "/reference/things", "/reference/shapes", "/problems", "/problems/stale"]


def page(toy: Toy, path: str, accept: str = BROWSER) -> tuple[str, str]:
    """The text of a page and its policy."""
    got = toy.ask("GET", path, key=None, headers={"accept": accept})
    assert got.status == 200
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    return got.body.decode(), got.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_allows_its_own_style_and_nothing_else(toy: Toy, path: str) -> None:
    text, policy = page(toy, path)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{hashed}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_script_and_no_address_of_others(toy: Toy, path: str) -> None:
    text, _ = page(toy, path)
    assert "<script" not in text
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert not re.findall(r"\son\w+=|style=", text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_where_one_is_and_how_to_skip_there(toy: Toy, path: str) -> None:
    text, _ = page(toy, path)
    assert text.count("<h1>") == 1
    assert text.count('aria-current="page"') == 1
    assert '<a class="skip" href="#content">' in text
    assert '<main id="content">' in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "accept",
    [
        BROWSER,
        "text/html",
        "TEXT/HTML;level=1",
        "text/*, application/json;q=0.9",
        "application/json;q=0, text/html;q=0.1",
        "application/json;q=0.5, */*",
    ],
)
def test_who_prefers_html_gets_a_page(toy: Toy, accept: str) -> None:
    page(toy, "/problems", accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/json, text/html",
        "text/html;q=0.8, application/json",
        "text/html;q=nonsense",
        "text/html;q=0, */*;q=0.1",
        "image/png",
        "text/html, */*",
    ],
)
def test_everybody_else_gets_json(toy: Toy, accept: str) -> None:
    got = toy.ask("GET", "/problems", key=None, headers={"accept": accept})
    assert got.headers["content-type"] == "application/json"
    assert got.headers["vary"] == "Accept"
