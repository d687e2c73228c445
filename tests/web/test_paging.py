"""Cursors: ours, unchanged, and for this list alone."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.errors import Malformed
from app.web.paging import Cursors, page_body
from tests.web.toy import SECRET, Toy

ORGANISATION = UUID(int=1)
POSITION = ["2026-01-05", 7, None, "é"]


def cursors(
    secret: bytes = SECRET, organisation: UUID = ORGANISATION, name: str = "things", **filters: Any
) -> Cursors:
    return Cursors(secret, organisation, name, filters)


def test_a_position_comes_back_as_it_was() -> None:
    assert cursors(kind="a").read(cursors(kind="a").write(POSITION)) == POSITION


def test_no_cursor_is_no_position() -> None:
    assert cursors().read(None) is None


@pytest.mark.parametrize(
    "other",
    [
        cursors(b"t" * 32),
        cursors(organisation=uuid4()),
        cursors(name="others"),
        cursors(kind="b"),
        cursors(sort="name"),
    ],
)
def test_a_cursor_fits_nowhere_else(other: Cursors) -> None:
    with pytest.raises(Malformed):
        other.read(cursors().write(POSITION))


def test_a_cursor_changed_in_any_character_is_refused() -> None:
    cursor = cursors().write(POSITION)
    refused = 0
    for place, letter in enumerate(cursor):
        changed = cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(Malformed):
            cursors().read(changed)
        refused += 1
    assert refused == len(cursor)


@pytest.mark.parametrize("change", ["{}=", "{}A", " {}", "{}\n", "", "é", "!", "AAAA"])
def test_only_the_spelling_that_we_write_is_read(change: str) -> None:
    with pytest.raises(Malformed):
        cursors().read(change.format(cursors().write(POSITION)))


def test_the_last_bits_of_a_cursor_count_too() -> None:
    spellings = {cursors().write([1] * length) for length in range(1, 4)}
    for cursor in spellings:
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        others = [cursor[:-1] + letter for letter in alphabet if letter != cursor[-1]]
        for other in others:
            with pytest.raises(Malformed):
                cursors().read(other)


def test_a_list_leads_to_its_next_page_by_link_and_by_cursor(toy: Toy) -> None:
    first = toy.ask("GET", "/v1/things?kind=%C3%A9+a&limit=1")
    link, rel = first.headers["link"].split("; ")
    assert rel == 'rel="next"'
    assert first.json["next_cursor"] in link
    second = toy.ask("GET", link.strip("<>"))
    assert (second.status, second.json["next_cursor"]) == (200, None)
    assert "link" not in second.headers


@pytest.mark.parametrize("target", ["/v1/things?cursor={}", "/v1/things?kind=b&cursor={}"])
def test_a_cursor_from_another_list_is_400(toy: Toy, target: str) -> None:
    cursor = toy.ask("GET", "/v1/things?kind=a").json["next_cursor"]
    got = toy.ask("GET", target.format(cursor))
    assert (got.status, got.code) == (400, "cursor-invalid")
    assert cursor not in got.everything


def test_a_page_is_put_together_from_rendered_items() -> None:
    page = json.loads(page_body([b'{"a":1}', b"{}"], "abc", total=7))
    assert page == {"items": [{"a": 1}, {}], "next_cursor": "abc", "total": 7}
    assert json.loads(page_body([], None)) == {"items": [], "next_cursor": None}
